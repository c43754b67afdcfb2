package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A forwarder in a test: the clock of its decisions is the test's, that of its sockets the real one. */
final class Asking implements AutoCloseable {

    /** A question that is never answered is to fail the test, not to hang it. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** So short that a test can wait for it, where nothing else comes. */
    static final Timings IMPATIENT = new Timings(
            Duration.ofMillis(200),
            Duration.ofMillis(20),
            Duration.ofMillis(40),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));

    /** Nothing is asked again, nobody else is asked for slowness, before the test is over. */
    static final Timings PATIENT = new Timings(
            PATIENCE,
            PATIENCE,
            PATIENCE,
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            PATIENCE,
            Duration.ofSeconds(5));

    final FakeNode node = new FakeNode();
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    final Forwarder forwarder;

    Asking(Timings timings, FakeUpstream... servers) throws Exception {
        this(timings, Authorities.ofJdk(), upstreams(servers));
    }

    Asking(Timings timings, Authorities authorities, List<Upstream> upstreams) {
        forwarder = new Forwarder(() -> upstreams, address -> false, authorities, timings, node.tasks(), random);
    }

    static List<Upstream> upstreams(FakeUpstream... servers) {
        return List.of(servers).stream().map(FakeUpstream::upstream).toList();
    }

    static UpstreamQuery question(String name) {
        return new UpstreamQuery(Name.fromConstantString(name + "."), Type.A, false, false);
    }

    Message ask(String name) throws Exception {
        return forwarder.forward(question(name), PATIENCE);
    }

    /** The addresses of a name, one a line. */
    String addresses(String name) throws Exception {
        return addresses(ask(name));
    }

    static String addresses(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .collect(Collectors.joining("\n"));
    }

    ForwardException refused(String name) {
        return assertThrows(ForwardException.class, () -> ask(name));
    }

    UpstreamStatus status() {
        return forwarder.status().getFirst();
    }

    /** What comes of something, which is not waited for without end. */
    static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    }

    static void eventually(BooleanSupplier holds, String complaint) throws InterruptedException {
        Deadline deadline = Deadline.after(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertTrue(!deadline.isOver(), complaint);
            Thread.sleep(1);
        }
    }

    @Override
    public void close() {
        forwarder.close();
        node.close();
        assertEquals(List.of(), node.failures(), "seed " + seed);
    }
}
