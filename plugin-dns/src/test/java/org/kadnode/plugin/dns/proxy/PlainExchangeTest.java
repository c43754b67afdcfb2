package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Real sockets on loopback, and a server that does as it is told. */
class PlainExchangeTest {

    @Test
    void answersOverUdp() throws Exception {
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(Asking.PATIENT, server)) {
            Message answer = asking.ask("wWw.Example.org");

            assertEquals("192.0.2.1", Asking.addresses(answer));
            assertEquals("wWw.Example.org.", answer.getQuestion().getName().toString());
            assertEquals(1, asking.status().queries());
            assertEquals(1, asking.status().answers());
            assertEquals(0, asking.status().overTcp());
            assertTrue(asking.status().roundTrip().isPresent());
        }
    }

    @Test
    void answersOverIpv6() throws Exception {
        try (FakeUpstream server = new FakeUpstream("::1", query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));
        }
    }

    @Test
    void portsIdsAndLettersAreNewEachTime() throws Exception {
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(Asking.PATIENT, server)) {
            Set<Integer> ports = new HashSet<>();
            Set<Integer> ids = new HashSet<>();
            Set<String> names = new HashSet<>();
            for (int question = 0; question < 100; question++) {
                asking.ask("a-long-name.example.org");
            }
            for (FakeUpstream.Query query : server.queries) {
                ports.add(query.asker().getPort());
                ids.add(query.message().getHeader().getID());
                names.add(query.name().toString());
            }

            String seed = "seed " + asking.seed;
            assertTrue(ports.size() > 90 && ids.size() > 90 && names.size() > 90, seed);
            assertTrue(ports.stream().allMatch(port -> port >= 1024), seed);
            // Not from the range that the system takes ports from, but from all.
            assertTrue(ports.stream().anyMatch(port -> port < 32768), seed);
        }
    }

    @Test
    void negativeAnswerIsAnAnswer() throws Exception {
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", query -> query.answer(Rcode.NXDOMAIN));
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertEquals(Rcode.NXDOMAIN, asking.ask("www.example.org").getRcode());
        }
    }

    @Test
    void truncatedAnswerIsFetchedOverTcp() throws Exception {
        FakeUpstream.Script truncating = query -> {
            Message answer = query.overTcp() ? query.answerWith("192.0.2.1") : query.empty();
            if (!query.overTcp()) {
                answer.getHeader().setFlag(Flags.TC);
            }
            query.answer(answer);
        };
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", truncating);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            Message answer = asking.ask("www.example.org");

            assertEquals("192.0.2.1", Asking.addresses(answer));
            assertFalse(answer.getHeader().getFlag(Flags.TC));
            assertEquals(1, asking.status().overTcp());
        }
    }

    @Test
    void serverThatTruncatesOverTcpTooHasNoValidAnswer() throws Exception {
        FakeUpstream.Script truncating = query -> {
            Message answer = query.empty();
            answer.getHeader().setFlag(Flags.TC);
            query.answer(answer);
        };
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", truncating);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertEquals(
                    ForwardException.Kind.FAILED,
                    asking.refused("www.example.org").kind());
        }
    }

    @Test
    void serverThatHangsUpOverTcpIsLeftForAnother() throws Exception {
        FakeUpstream.Script broken = query -> {
            if (query.overTcp()) {
                throw new IOException("hang up");
            }
            Message answer = query.empty();
            answer.getHeader().setFlag(Flags.TC);
            query.answer(answer);
        };
        try (FakeUpstream first = new FakeUpstream("127.0.0.2", broken);
                FakeUpstream second = new FakeUpstream("127.0.0.3", query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(Asking.PATIENT, first, second)) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));
            // Now and then both are asked at once, and the other one is quicker.
            Asking.eventually(() -> asking.status().unreachable() == 1, "the hang-up was not counted");
        }
    }

    @Test
    void serverWithoutEdnsIsAskedWithout() throws Exception {
        FakeUpstream.Script old = query -> {
            if (query.message().getOPT() == null) {
                query.answer("192.0.2.1");
            } else {
                Message refusal = query.empty();
                refusal.removeAllRecords(Section.QUESTION);
                refusal.getHeader().setRcode(Rcode.FORMERR);
                query.answer(refusal);
            }
        };
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", old);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));
            assertEquals(2, server.queries.size());
        }
    }

    @Test
    void serverThatDoesNotUnderstandAtAllIsAskedTwiceAndNoMore() throws Exception {
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", query -> query.answer(Rcode.FORMERR));
                Asking asking = new Asking(Asking.PATIENT, server)) {
            asking.refused("www.example.org");
            assertEquals(2, server.queries.size());
        }
    }

    @Test
    void failureOfAllIsToldWithItsReason() throws Exception {
        FakeUpstream.Script bogus = query -> {
            Message failure = query.empty();
            failure.getHeader().setRcode(Rcode.SERVFAIL);
            failure.addRecord(
                    new OPTRecord(1232, 0, 0, 0, new ExtendedErrorCodeOption(6, "evil text")), Section.ADDITIONAL);
            query.answer(failure);
        };
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", bogus);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            ForwardException e = asking.refused("www.example.org");

            assertEquals(ForwardException.Kind.FAILED, e.kind());
            assertEquals(6, e.extendedError());
            assertEquals(server.upstream() + ": SERVFAIL", e.getMessage());
            assertEquals(1, asking.status().failures());
        }
    }

    @Test
    void serverThatLosesTheCaseIsBelievedAfterTcpAgrees() throws Exception {
        FakeUpstream.Script lower = query -> query.answer(query.asked(
                question -> Record.newRecord(question.getName().canonicalize(), Type.A, question.getDClass()),
                query.overTcp() ? "192.0.2.1" : "192.0.2.66"));
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", lower);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertEquals("192.0.2.1", asking.addresses("a-long-name.example.org"));
            assertEquals(1, asking.status().overTcp());
            assertEquals(1, asking.status().ignored().get("wrong case"));

            // Known by now, and so UDP will do.
            assertEquals("192.0.2.66", asking.addresses("A-long-name.example.org"));
            assertEquals(1, asking.status().overTcp());
            assertEquals(
                    "A-long-name.example.org.", server.queries.getLast().name().toString());

            asking.node.advance(Duration.ofHours(1));
            assertEquals("192.0.2.1", asking.addresses("a-long-name.example.org"));
        }
    }

    @Test
    void caseLostOnTheWayOnlyIsNotHeldAgainstTheServer() throws Exception {
        FakeUpstream.Script forged = query -> query.answer(query.asked(
                question -> query.overTcp()
                        ? question
                        : Record.newRecord(question.getName().canonicalize(), Type.A, question.getDClass()),
                query.overTcp() ? "192.0.2.1" : "192.0.2.66"));
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", forged);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertEquals("192.0.2.1", asking.addresses("a-long-name.example.org"));
            assertEquals("192.0.2.1", asking.addresses("a-long-name.example.org"));
            assertEquals(2, asking.status().overTcp());
        }
    }

    @Test
    void deadServerIsNoticedAtOnce() throws Exception {
        FakeUpstream dead = new FakeUpstream("127.0.0.2", query -> query.answer("192.0.2.66"));
        dead.close();
        try (FakeUpstream server = new FakeUpstream("127.0.0.3", query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(Asking.PATIENT, dead, server)) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));
            // Now and then both are asked at once, and the other one is quicker.
            Asking.eventually(() -> asking.status().unreachable() == 1, "the hang-up was not counted");
        }
    }

    @Test
    void silentServerTimesOutAndRests() throws Exception {
        try (FakeUpstream silent = new FakeUpstream("127.0.0.2", query -> {});
                FakeUpstream server = new FakeUpstream("127.0.0.3", query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(Asking.IMPATIENT, silent, server)) {
            for (long questions = 1; questions <= Health.MOST_UNANSWERED; questions++) {
                assertEquals("192.0.2.1", asking.addresses("www.example.org"));
            }
            // Time stands still for the round trips, so the one that answers would be first from now on.
            Asking.eventually(() -> asking.status().timeOuts() > 0, "nothing times out");
        }
    }

    @Test
    void slowServerIsOvertakenAndItsWorthIsLearntAllTheSame() throws Exception {
        CompletableFuture<FakeUpstream.Query> late = new CompletableFuture<>();
        try (FakeUpstream slow = new FakeUpstream("127.0.0.2", late::complete);
                FakeUpstream server = new FakeUpstream("127.0.0.3", query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(
                        new Timings(
                                Asking.PATIENCE,
                                Duration.ofMillis(20),
                                Duration.ofMillis(20),
                                Asking.PATIENCE,
                                Asking.PATIENCE,
                                Asking.PATIENCE,
                                Asking.PATIENCE),
                        slow,
                        server)) {
            assertEquals("192.0.2.1", asking.addresses("www.example.org"));

            Asking.soon(late).answer("192.0.2.2");
            Asking.eventually(() -> asking.status().answers() == 1, "the late answer is not heard");
        }
    }

    @Test
    void silenceOfAllEndsWithThePatience() throws Exception {
        try (FakeUpstream silent = new FakeUpstream("127.0.0.2", query -> {});
                Asking asking = new Asking(Asking.PATIENT, silent)) {
            ForwardException e = assertThrows(
                    ForwardException.class,
                    () -> asking.forwarder.forward(Asking.question("www.example.org"), Duration.ofMillis(50)));
            assertEquals(ForwardException.Kind.TIMED_OUT, e.kind());
        }
    }

    @Test
    void interruptionClosesTheSocket() throws Exception {
        CompletableFuture<FakeUpstream.Query> asked = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (FakeUpstream silent = new FakeUpstream("127.0.0.2", asked::complete);
                Asking asking = new Asking(Asking.PATIENT, silent)) {
            Thread asker = Thread.ofVirtual().start(() -> {
                try {
                    asking.ask("www.example.org");
                } catch (Exception e) {
                    thrown.complete(e);
                }
            });
            InetSocketAddress socket = Asking.soon(asked).asker();

            asker.interrupt();

            assertTrue(Asking.soon(thrown) instanceof InterruptedException);
            Asking.eventually(() -> isFree(socket.getPort()), "the socket stays open");
        }
    }

    @Test
    void takenPortsArePassedOver() throws Exception {
        AtomicInteger draws = new AtomicInteger();
        try (DatagramSocket taken = new DatagramSocket(0);
                FakeUpstream server = new FakeUpstream("127.0.0.2", query -> query.answer("192.0.2.1"));
                Asking asking = new Asking(Asking.PATIENT)) {
            RandomGenerator random = new RandomGenerator() {
                @Override
                public long nextLong() {
                    return 0;
                }

                @Override
                public int nextInt(int origin, int bound) {
                    return draws.getAndIncrement() < 3 ? taken.getLocalPort() : 40_000 + asking.random.nextInt(9000);
                }
            };
            Health health = new Health(Asking.PATIENT);
            PlainExchange exchange =
                    new PlainExchange(server.upstream().address(), health, new Tally(), asking.node.tasks(), random);

            Outcome outcome = exchange.ask(Asking.question("example.org"), Deadline.after(Asking.PATIENCE));

            assertTrue(outcome instanceof Outcome.Answered, outcome.toString());
            assertTrue(draws.get() > 3);
        }
    }

    @Test
    void statusTellsWhatHasHappened() throws Exception {
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", query -> {
                    query.send(new byte[3]);
                    query.answer("192.0.2.1");
                });
                Asking asking = new Asking(Asking.PATIENT, server)) {
            asking.ask("www.example.org");

            assertEquals(
                    "DNS upstream " + server.upstream()
                            + ": 1 (1 answered, 0 failed, 0 timed out, 0 unreachable, 0 over TCP; ignored: 0 wrong id,"
                            + " 0 wrong question, 0 wrong case, 1 malformed), 0 ms",
                    asking.forwarder.statusLines().getFirst().label() + ": "
                            + asking.forwarder.statusLines().getFirst().value());
        }
    }

    private static boolean isFree(int port) {
        try (DatagramSocket probe = new DatagramSocket(port)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
