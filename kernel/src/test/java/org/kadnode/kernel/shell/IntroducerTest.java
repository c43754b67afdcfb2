package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.plugins.Family;

class IntroducerTest {

    @TempDir
    private Path folder;

    private final HostNames hostNames = new HostNames();
    private final BlockingQueue<InetSocketAddress> met = new LinkedBlockingQueue<>();
    private Introducer introducer = introducer(EnumSet.of(Family.IPV4), List.of(), Optional.empty());

    @AfterEach
    void close() {
        introducer.close();
        hostNames.close();
    }

    @Test
    void peersOfTheCommandLineAndOfTheFileAreMetAtOnce() throws Exception {
        Path path = folder.resolve("peers");
        Files.writeString(path, "# seeds\n192.0.2.2\nthis is no address\n");
        introducer = introducer(EnumSet.of(Family.IPV4), List.of("192.0.2.1:7000"), Optional.of(new PeerFile(path)));

        introducer.start();

        assertEquals(new InetSocketAddress("192.0.2.1", 7000), met.take());
        assertEquals(new InetSocketAddress("192.0.2.2", 6881), met.take());
    }

    @Test
    void onlyAddressesOfLonelyFamiliesAreMet() throws Exception {
        introducer =
                introducer(EnumSet.allOf(Family.class), List.of("192.0.2.1", "[2001:db8::1]:6881"), Optional.empty());
        introducer.changed(Family.IPV4, true);

        introducer.start();

        assertEquals(new InetSocketAddress("2001:db8::1", 6881), met.take());
    }

    @Test
    void whenTheLastNodeIsLostPeersAreMetAgainAtOnce() throws Exception {
        introducer = introducer(EnumSet.of(Family.IPV4), List.of("192.0.2.1"), Optional.empty());
        introducer.start();
        assertEquals(new InetSocketAddress("192.0.2.1", 6881), met.take());

        introducer.changed(Family.IPV4, true);
        introducer.changed(Family.IPV4, false);

        assertEquals(new InetSocketAddress("192.0.2.1", 6881), met.take());
    }

    @Test
    void theLossOfTheLastNodeBeginsOneRoundAndNotTwo() throws Exception {
        introducer = introducer(EnumSet.of(Family.IPV4), List.of("192.0.2.1"), Optional.empty());
        introducer.changed(Family.IPV4, true);
        introducer.start();

        introducer.changed(Family.IPV4, false);

        assertEquals(new InetSocketAddress("192.0.2.1", 6881), met.take());
        // A second round at once would come now, the next that is due much later.
        assertNull(met.poll(Introducer.waitAfter(0).toMillis() / 8, TimeUnit.MILLISECONDS));
    }

    @Test
    void aHostNameIsLookedUp() throws Exception {
        introducer = introducer(EnumSet.of(Family.IPV4), List.of("localhost:7001"), Optional.empty());

        introducer.start();

        assertEquals(Loopback.v4(7001), met.take());
    }

    @Test
    void eachRoundTakesABoundedNumberOfPeersAndGoesOnWhereTheLastEnded() throws Exception {
        int count = Introducer.PEERS_PER_ROUND * 2;
        List<String> many =
                IntStream.range(0, count).mapToObj(i -> "192.0.2.1:" + (i + 1)).toList();
        introducer = introducer(EnumSet.of(Family.IPV4), many, Optional.empty());
        Set<InetSocketAddress> all = new HashSet<>();

        introducer.start();
        for (int i = 0; i < Introducer.PEERS_PER_ROUND; i++) {
            all.add(met.take());
        }
        introducer.changed(Family.IPV4, false);
        for (int i = 0; i < Introducer.PEERS_PER_ROUND; i++) {
            all.add(met.take());
        }

        assertEquals(count, all.size());
    }

    @Test
    void theWaitGrowsFromSecondsToFiveMinutes() {
        assertEquals(Duration.ofSeconds(2), Introducer.waitAfter(0));
        assertEquals(Duration.ofSeconds(4), Introducer.waitAfter(1));
        assertEquals(Duration.ofMinutes(5), Introducer.waitAfter(8));
        assertEquals(Duration.ofMinutes(5), Introducer.waitAfter(1_000_000));
    }

    private Introducer introducer(Set<Family> families, List<String> peers, Optional<PeerFile> file) {
        return new Introducer(families, peers, file, hostNames, met::add);
    }
}
