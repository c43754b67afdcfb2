package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Signed records: libtorrent reads ours, ours answer what libtorrent has signed, and what owners say in zone files is
 * found on another machine. Who seeks takes no other proof than a record.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordsIT {
    private static final String FIRST = "10.79.0.1";
    private static final String SECOND = "10.79.0.2";
    private static final int LIBTORRENT_PORT = 7401;

    private Namespace first;
    private Namespace second;
    private KeyPair keys;
    private KeyPair others;

    @TempDir
    private Path folder;

    @BeforeAll
    void machines() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("dig", "bind9-dnsutils");
        first = Namespace.create();
        second = Namespace.create();
        first.connect(List.of(FIRST + "/24"), second, List.of(SECOND + "/24"));
        keys = KeyPair.generate();
        others = KeyPair.generate();
    }

    @AfterAll
    void delete() throws Exception {
        if (second != null) {
            second.close();
        }
        if (first != null) {
            first.close();
        }
    }

    @Test
    void libtorrentReadsWhatOwnersSign() throws Exception {
        Machine.needsPythonModule("libtorrent", "python3-libtorrent");
        String key = keys.base32();
        try (Daemon owner = Daemon.start(
                        first,
                        "--value-id",
                        keys.secretKey() + ".p2p",
                        "--auth-add-skey",
                        keys.secretFor("*.p2p"),
                        "--value-id",
                        "node1.p2p:8080");
                Daemon seeker = seek(second, owner, "*.p2p");
                Program libtorrent = Libtorrent.start(first, folder, FIRST, LIBTORRENT_PORT, List.of(owner))) {
            assertEquals(new Dig.Answer("NOERROR", List.of(FIRST)), dig(seeker, "A", key));

            // It hands out only what it has found to be signed by the key.
            libtorrent.type("get-record " + keys.publicKey());
            Matcher whole = libtorrent.awaitOutput("^GOT (\\d+) (.*)");
            List<DnsPacket.Answer> answers = DnsPacket.read(whole.group(2));
            assertTrue(answers.contains(DnsPacket.Answer.a(key, FIRST)), answers.toString());
            assertAllWithin(key, answers);
            long age = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - Long.parseLong(whole.group(1));
            assertTrue(age >= 0 && age < Duration.ofHours(1).toNanos() / 1000, () -> age + " microseconds");

            libtorrent.type("get-record " + keys.publicKey() + " node1");
            Matcher named = libtorrent.awaitOutput("(?s)^GOT .*^GOT \\d+ ([0-9a-f]+)");
            answers = DnsPacket.read(named.group(1));
            assertTrue(answers.contains(DnsPacket.Answer.a("node1." + key, FIRST)), answers.toString());
            assertTrue(
                    answers.stream()
                            .filter(answer -> answer.type() == DnsPacket.SRV)
                            .allMatch(answer -> answer.name().equals("node1." + key)
                                    && answer.data()
                                            .startsWith(
                                                    "00000000" + HexFormat.of().toHexDigits((short) 8080))),
                    answers.toString());
            assertAllWithin("node1." + key, answers);
        }
    }

    private static void assertAllWithin(String origin, List<DnsPacket.Answer> answers) {
        for (DnsPacket.Answer answer : answers) {
            assertTrue(answer.name().equals(origin) || answer.name().endsWith("." + origin), answers.toString());
        }
    }

    @Test
    void oursAnswerWhatLibtorrentHasSigned() throws Exception {
        Machine.needsPythonModule("libtorrent", "python3-libtorrent");
        String key = others.base32();
        String packet = DnsPacket.write(List.of(
                DnsPacket.Answer.txt("_foo." + key, "bar"),
                DnsPacket.Answer.a(key, "192.0.2.44"),
                DnsPacket.Answer.cname("www." + key, key)));
        try (Daemon store = Daemon.start(first, "--pkarr", "off");
                Daemon seeker = Daemon.start(second, "--peer", FIRST + ":" + store.dhtPort());
                Program libtorrent = Libtorrent.start(first, folder, FIRST, LIBTORRENT_PORT, List.of(store))) {
            libtorrent.type("put-record " + others.secretKey() + " " + packet);
            libtorrent.awaitOutput("^PUT \\d+");
            assertAll(
                    () -> assertEquals(
                            new Dig.Answer("NOERROR", List.of("\"bar\"")), dig(seeker, "TXT", "_foo." + key + ".p2p")),
                    () -> assertEquals(new Dig.Answer("NOERROR", List.of("192.0.2.44")), dig(seeker, "A", key)),
                    () -> assertEquals(
                            new Dig.Answer("NOERROR", List.of(key + ".p2p.", "192.0.2.44")),
                            dig(seeker, "A", "www." + key + ".p2p")),
                    () -> assertEquals(
                            new Dig.Answer("NXDOMAIN", List.of()), dig(seeker, "A", "missing." + key + ".p2p")),
                    () -> assertEquals(new Dig.Answer("REFUSED", List.of()), dig(store, "A", key)));
        }
    }

    @Test
    void zoneFilesAreSignedAndSignedAgainWhenTheyChange() throws Exception {
        Path zone = Files.writeString(folder.resolve("node2.zone"), """
                $TTL 600
                node2            TXT    "first" "version"
                node2            MX     10 mail.node2
                node2            HTTPS  1 . alpn="h2" port=8443 ipv4hint={ipv4}
                _http._tcp.node2 SRV    0 5 8080 node2
                www.node2        CNAME  node2
                mail.node2       A      {ipv4}
                                 AAAA   {ipv6}
                """);
        try (Daemon owner = own(
                        first,
                        "node2.p2p",
                        "--zone",
                        zone.toString(),
                        "--announce-addr",
                        "192.0.2.7",
                        "--announce-addr",
                        "2001:db8::7");
                Daemon seeker = seek(second, owner, "node2.p2p")) {
            assertAll(
                    () -> assertEquals(List.of("\"first\" \"version\""), data(seeker, "TXT", "node2.p2p")),
                    () -> assertEquals(List.of("10 mail.node2.p2p."), data(seeker, "MX", "node2.p2p")),
                    () -> assertEquals(
                            List.of("1 . alpn=\"h2\" port=8443 ipv4hint=192.0.2.7"),
                            data(seeker, "HTTPS", "node2.p2p")),
                    () -> assertEquals(List.of("0 5 8080 node2.p2p."), data(seeker, "SRV", "_http._tcp.node2.p2p")),
                    () -> assertEquals(List.of("node2.p2p."), data(seeker, "CNAME", "www.node2.p2p")),
                    () -> assertEquals(List.of("node2.p2p.", "192.0.2.7"), data(seeker, "A", "www.node2.p2p")),
                    () -> assertEquals(List.of("192.0.2.7"), data(seeker, "A", "node2.p2p")),
                    () -> assertEquals(List.of("2001:db8::7"), data(seeker, "AAAA", "node2.p2p")),
                    () -> assertEquals(List.of("192.0.2.7"), data(seeker, "A", "mail.node2.p2p")),
                    () -> assertEquals(List.of("2001:db8::7"), data(seeker, "AAAA", "mail.node2.p2p")),
                    () -> assertEquals(
                            "NXDOMAIN", dig(seeker, "A", "missing.node2.p2p").status()));

            long before = awaitPublished(owner, 0);
            Files.writeString(zone, "node2 TXT \"second version\"\n");
            awaitPublished(owner, before);
            try (Daemon late = seek(second, owner, "node2.p2p")) {
                assertEquals(List.of("\"second version\""), data(late, "TXT", "node2.p2p"));
                assertEquals("NXDOMAIN", dig(late, "A", "mail.node2.p2p").status());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node1 A 192.0.2.300    | line 2: ",
                "$INCLUDE other.zone    | line 2: ",
                "other.org. A 192.0.2.1 | other.org is no name with a key"
            })
    void zoneFilesThatCannotBeSignedEndTheStart(String text, String reason) throws Exception {
        Path zone = Files.writeString(folder.resolve("broken.zone"), "; ours\n" + text + "\n");
        assertRefused("--zone " + zone + ": " + reason, "--zone", zone.toString());
    }

    @Test
    void zoneFilesForNamesWithoutAKeyEndTheStart() throws Exception {
        Path zone = Files.writeString(folder.resolve("strange.zone"), "node2 A 192.0.2.1\n");
        assertRefused("--zone " + zone + ": node2.p2p is no name with a key", "--zone", zone.toString());
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "ff02::1"})
    void addressesThatNobodyCanReachEndTheStart(String address) throws Exception {
        assertRefused("--announce-addr", "--announce-addr", address);
    }

    /** With the key for one name. */
    private void assertRefused(String reason, String... options) throws Exception {
        Program.Outcome outcome = Program.run(
                Host.LOCAL, Daemon.command(concat(options, "--auth-add-skey", keys.secretFor("node1.p2p"))));
        assertEquals(1, outcome.status(), outcome.toString());
        assertTrue(outcome.err().contains(reason), outcome.err());
    }

    @Test
    void machinesThatShareANameAreInItsRecordUntilTheyWithdraw() throws Exception {
        try (Daemon one = own(first, "shared.p2p");
                Daemon two = own(second, "shared.p2p", "--peer", FIRST + ":" + one.dhtPort());
                Daemon store = Daemon.start(first, "--peer", FIRST + ":" + one.dhtPort())) {
            store.awaitGoodNode(SECOND + ":" + two.dhtPort());
            awaitShared(store, Set.of(FIRST, SECOND));

            one.program().kill();
            awaitShared(store, Set.of(FIRST, SECOND));

            assertEquals(0, two.control("withdraw", "shared.p2p").status());
            awaitShared(store, Set.of(FIRST));
        }
    }

    private void awaitShared(Daemon store, Set<String> addresses) throws Exception {
        Patience.await(
                addresses + " in the record",
                Patience.LONG,
                () -> shared(store).equals(addresses) ? Optional.of(true) : Optional.empty());
    }

    /** What a node is told that has just come. One that has been told before asks again only after some minutes. */
    private Set<String> shared(Daemon store) throws Exception {
        try (Daemon late = seek(first, store, "shared.p2p")) {
            return Set.copyOf(data(late, "A", "shared.p2p"));
        }
    }

    /** Waits until a node has published a newer record than one, and returns its number. */
    private static long awaitPublished(Daemon owner, long than) throws Exception {
        Pattern record = Pattern.compile("record: (\\d+), [1-9]\\d* copies");
        return Patience.await("a record newer than " + than, Patience.LONG, () -> {
            Matcher listed = record.matcher(owner.control("list", "values").out());
            return listed.find() && Long.parseLong(listed.group(1)) > than
                    ? Optional.of(Long.parseLong(listed.group(1)))
                    : Optional.empty();
        });
    }

    /** Starts a node that has the secret key for a name, and announces it. */
    private Daemon own(Host host, String name, String... options) throws Exception {
        return Daemon.start(host, concat(options, "--auth-add-skey", keys.secretFor(name), "--value-id", name));
    }

    /** Starts a node that has the public key for a pattern and believes records alone. */
    private Daemon seek(Host host, Daemon other, String pattern) throws Exception {
        return Daemon.start(
                host,
                "--peer",
                FIRST + ":" + other.dhtPort(),
                "--auth-add-pkey",
                keys.publicFor(pattern),
                "--auth-legacy",
                "off");
    }

    private static Dig.Answer dig(Daemon daemon, String type, String name) throws Exception {
        return daemon.dig("127.0.0.1", type, name);
    }

    private static List<String> data(Daemon daemon, String type, String name) throws Exception {
        return dig(daemon, type, name).data();
    }

    private static String[] concat(String[] options, String... more) {
        String[] all = Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        return all;
    }
}
