package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.plugins.testkit.TestCertificate;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Real connections on loopback, with a certificate that was made for the test. */
class TlsExchangeTest {

    private static final String ADDRESS = "127.0.0.2";

    @TempDir
    private static Path folder;

    private static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = new TestCertificate(folder, "ip:" + ADDRESS + ",ip:0:0:0:0:0:0:0:1,dns:dns.example");
    }

    @Test
    void answersOverOneConnection() throws Exception {
        try (FakeUpstream server = server(query -> query.answer("192.0.2.1"));
                Asking asking = asking(server, Optional.empty())) {
            for (int questions = 0; questions < 3; questions++) {
                assertEquals("192.0.2.1", asking.addresses("www.example.org"));
            }

            assertEquals(1, server.connections.get());
            assertTrue(server.queries.stream().allMatch(FakeUpstream.Query::overTcp));
            assertTrue(server.queries.stream().allMatch(query -> query.length() % 128 == 0));
        }
    }

    @Test
    void certificateMayBeValidForTheName() throws Exception {
        try (FakeUpstream server = server(query -> query.answer("192.0.2.1"));
                Asking asking = asking(server, Optional.of("dns.example"))) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));
        }
    }

    @Test
    void certificateMayBeValidForAnIpv6Address() throws Exception {
        try (FakeUpstream server = new FakeUpstream(
                        "::1", Upstream.Transport.TLS, certificate.listeners(), query -> query.answer("192.0.2.1"));
                Asking asking = asking(server, Optional.empty())) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));
        }
    }

    @Test
    void certificateForAnotherNameIsRefused() throws Exception {
        try (FakeUpstream server = server(query -> query.answer("192.0.2.66"));
                Asking asking = asking(server, Optional.of("other.example"))) {
            assertUntrusted(server, asking);
        }
    }

    @Test
    void certificateForAnotherAddressIsRefused() throws Exception {
        try (FakeUpstream server = new FakeUpstream(
                        "127.0.0.3",
                        Upstream.Transport.TLS,
                        certificate.listeners(),
                        query -> query.answer("192.0.2.66"));
                Asking asking = asking(server, Optional.empty())) {
            assertUntrusted(server, asking);
        }
    }

    @Test
    void certificateThatNobodyVouchesForIsRefused() throws Exception {
        try (FakeUpstream server = server(query -> query.answer("192.0.2.66"));
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertUntrusted(server, asking);
        }
    }

    @Test
    void serverWithoutTlsIsRefused() throws Exception {
        try (FakeUpstream server = new FakeUpstream(ADDRESS, query -> query.answer("192.0.2.66"));
                Asking asking = new Asking(
                        Asking.IMPATIENT,
                        Authorities.of(certificate.pem()),
                        List.of(new Upstream(server.upstream().address(), Upstream.Transport.TLS, Optional.empty())))) {
            asking.refused("www.example.org");
            assertEquals(List.of(), server.queries);
        }
    }

    @Test
    void questionsShareTheConnectionAndAnswersComeInAnyOrder() throws Exception {
        int questions = 50;
        List<FakeUpstream.Query> held = new CopyOnWriteArrayList<>();
        FakeUpstream.Script backwards = query -> {
            held.addFirst(query);
            if (held.size() == questions) {
                for (FakeUpstream.Query each : held) {
                    // The first label is the last byte of the address.
                    each.answer("192.0.2." + each.name().getLabelString(0));
                }
            }
        };
        try (FakeUpstream server = server(backwards);
                Asking asking = asking(server, Optional.empty())) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int question = 0; question < questions; question++) {
                answers.add(asking(asking, question + ".example.org"));
            }

            for (int question = 0; question < questions; question++) {
                assertEquals("192.0.2." + question, Asking.soon(answers.get(question)));
            }
            assertEquals(1, server.connections.get());
            assertEquals(
                    questions,
                    held.stream()
                            .map(query -> query.message().getHeader().getID())
                            .distinct()
                            .count());
        }
    }

    @Test
    void connectionThatTheServerHasClosedIsOpenedAgain() throws Exception {
        try (FakeUpstream server = server(query -> query.answer("192.0.2.1"));
                Asking asking = asking(server, Optional.empty())) {
            for (int questions = 1; questions <= 5; questions++) {
                assertEquals("192.0.2.1", asking.addresses("www.example.org"));
                assertEquals(questions, server.connections.get());
                server.dropConnections();
            }
            assertEquals(0, asking.status().unreachable());
        }
    }

    @Test
    void questionIsAskedAgainWhenItsConnectionIsLost() throws Exception {
        AtomicInteger queries = new AtomicInteger();
        FakeUpstream.Script hangsUpOnce = query -> {
            if (queries.incrementAndGet() == 1) {
                throw new IOException("hang up");
            }
            query.answer("192.0.2.1");
        };
        try (FakeUpstream server = server(hangsUpOnce);
                Asking asking = asking(server, Optional.empty())) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));
            assertEquals(2, server.connections.get());
        }
    }

    @Test
    void serverThatAlwaysHangsUpIsNotAskedForEver() throws Exception {
        FakeUpstream.Script hangsUp = query -> {
            throw new IOException("hang up");
        };
        try (FakeUpstream server = server(hangsUp);
                Asking asking = asking(server, Optional.empty())) {
            assertEquals(
                    ForwardException.Kind.UNREACHABLE,
                    asking.refused("www.example.org").kind());
            assertEquals(2, server.connections.get());
        }
    }

    @Test
    void answersToOtherQuestionsAreNotHandedOut() throws Exception {
        FakeUpstream.Script lying = query -> {
            Message wrongId = query.answerWith("192.0.2.66");
            wrongId.getHeader().setID(wrongId.getHeader().getID() ^ 1);
            query.answer(wrongId);
            query.answer(query.asked(
                    question -> Record.newRecord(question.getName(), Type.AAAA, question.getDClass()), "192.0.2.66"));
        };
        try (FakeUpstream server = server(lying);
                Asking asking = asking(server, Optional.empty())) {
            assertEquals(
                    ForwardException.Kind.FAILED,
                    asking.refused("www.example.org").kind());
            assertEquals(1, asking.status().ignored().get("wrong id"));
            assertEquals(1, asking.status().ignored().get("wrong question"));
        }
    }

    @Test
    void serverThatSaysNothingIsGivenUpAndConnectedToAnew() throws Exception {
        AtomicInteger queries = new AtomicInteger();
        FakeUpstream.Script mute = query -> {
            if (queries.incrementAndGet() > 1) {
                query.answer("192.0.2.1");
            }
        };
        try (FakeUpstream server = server(mute);
                Asking asking = new Asking(
                        timings(Duration.ofSeconds(2), Asking.PATIENCE),
                        Authorities.of(certificate.pem()),
                        List.of(server.upstream()))) {
            asking.refused("www.example.org");
            assertEquals(1, asking.status().timeOuts());

            assertEquals("192.0.2.1", asking.addresses("www.example.org"));
            assertEquals(2, server.connections.get());
        }
    }

    @Test
    void connectionIsClosedWhenIdle() throws Exception {
        // Long enough for the question to come before the connection counts as idle, on slow machines, too.
        Timings restless = timings(Asking.PATIENCE, Duration.ofMillis(500));
        try (FakeUpstream server = server(query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(restless, Authorities.of(certificate.pem()), List.of(server.upstream()))) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));

            Asking.eventually(() -> server.openConnections() == 0, "the connection stays open");
        }
    }

    @Test
    void handshakeThatTricklesIsCutOff() throws Exception {
        CompletableFuture<ForwardException> refused = new CompletableFuture<>();
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getByName(ADDRESS));
                Asking asking = new Asking(
                        Asking.PATIENT,
                        Authorities.of(certificate.pem()),
                        List.of(Upstream.parse("tls://" + ADDRESS + ":" + mute.getLocalPort())))) {
            Thread.ofVirtual().start(() -> refused.complete(asking.refused("www.example.org")));
            try (var connection = mute.accept()) {
                assertTrue(connection.getInputStream().read() >= 0);

                asking.node.advance(Asking.PATIENT.handshake());

                assertEquals(
                        ForwardException.Kind.UNREACHABLE, Asking.soon(refused).kind());
            }
        }
    }

    @Test
    void fileWithoutCertificatesIsRefused() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path garbage = Files.writeString(
                folder.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n");

        for (Path file : List.of(empty, garbage, folder.resolve("missing.pem"))) {
            IOException e = assertThrows(IOException.class, () -> Authorities.of(file));
            assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e.getMessage());
        }
    }

    private static Timings timings(Duration attempt, Duration idle) {
        Timings others = Asking.PATIENT;
        return new Timings(
                attempt,
                others.stallMin(),
                others.stallMax(),
                others.rest(),
                others.restMax(),
                others.handshake(),
                idle);
    }

    private static void assertUntrusted(FakeUpstream server, Asking asking) {
        assertEquals(
                ForwardException.Kind.UNREACHABLE,
                asking.refused("www.example.org").kind());
        assertEquals(List.of(), server.queries);
    }

    private static CompletableFuture<String> asking(Asking asking, String name) {
        CompletableFuture<String> addresses = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                addresses.complete(asking.addresses(name));
            } catch (Exception e) {
                addresses.completeExceptionally(e);
            }
        });
        return addresses;
    }

    private static FakeUpstream server(FakeUpstream.Script script) throws Exception {
        return new FakeUpstream(ADDRESS, Upstream.Transport.TLS, certificate.listeners(), script);
    }

    private static Asking asking(FakeUpstream server, Optional<String> authName) throws Exception {
        Upstream upstream = new Upstream(server.upstream().address(), Upstream.Transport.TLS, authName);
        return new Asking(Asking.PATIENT, Authorities.of(certificate.pem()), List.of(upstream));
    }
}
