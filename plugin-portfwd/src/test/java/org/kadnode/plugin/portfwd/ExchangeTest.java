package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.testkit.FreePort;

/** Questions over real sockets, to a gateway on loopback. */
class ExchangeTest {

    private static final InetAddress LOOPBACK = Net.address("127.0.0.1");
    private static final Gateway GATEWAY = new Gateway(LOOPBACK, LOOPBACK);

    /** Longer than anything takes here; no test waits for it to end. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofMillis(20);

    @Test
    void theAnswerIsRead() throws Exception {
        try (FakeGateway gateway = new FakeGateway((question, peer) -> peer.send("answer to " + question))) {
            assertEquals("answer to question", ask(gateway.port(), List.of(LONG)));
        }
    }

    @Test
    void onlyTheGatewayIsHeard() throws Exception {
        try (DatagramSocket forger = new DatagramSocket(0, Net.address("127.0.0.2"));
                DatagramSocket neighbour = new DatagramSocket(0, LOOPBACK);
                FakeGateway gateway = new FakeGateway((question, peer) -> {
                    peer.from(forger).send("a lie");
                    peer.from(neighbour).send("a lie");
                    peer.send("the truth");
                })) {
            assertEquals("the truth", ask(gateway.port(), List.of(LONG)));
        }
    }

    @Test
    void whatDoesNotAnswerTheQuestionIsPassedOver() throws Exception {
        try (FakeGateway gateway = new FakeGateway((question, peer) -> {
            peer.send("nonsense");
            peer.send("answer");
        })) {
            assertEquals("answer", ask(gateway.port(), List.of(LONG)));
        }
    }

    @Test
    void aLostQuestionIsSentAgain() throws Exception {
        List<String> questions = new CopyOnWriteArrayList<>();
        try (FakeGateway gateway = new FakeGateway((question, peer) -> {
            questions.add(question);
            if (questions.size() == 2) {
                peer.send("answer");
            }
        })) {
            assertEquals("answer", ask(gateway.port(), List.of(SHORT, LONG)));
            assertEquals(List.of("question", "question"), questions);
        }
    }

    @Test
    void silenceAndNonsenseEnd() throws Exception {
        try (FakeGateway gateway = new FakeGateway((question, peer) -> {})) {
            assertEquals("no answer", refusal(gateway.port(), SHORT));
        }
        try (FakeGateway gateway = new FakeGateway((question, peer) -> {
            for (int i = 0; i < 1000; i++) {
                peer.send("nonsense");
            }
        })) {
            assertEquals("answers make no sense", refusal(gateway.port(), LONG));
        }
        assertEquals("not offered", refusal(FreePort.onLoopback(), LONG));
    }

    @Test
    void aFloodIsNotReadToItsEnd() throws Exception {
        List<String> read = new ArrayList<>();
        try (FakeGateway gateway = new FakeGateway((question, peer) -> {
            for (int i = 0; i < 1000; i++) {
                peer.send("nonsense");
            }
        })) {
            assertThrows(
                    NoAnswerException.class,
                    () -> new Exchange(GATEWAY, gateway.port())
                            .ask(bytes("question"), List.of(LONG, LONG), datagram -> {
                                read.add(text(datagram));
                                return Optional.empty();
                            }));
        }
        assertEquals(32, read.size());
    }

    @Test
    void overlongDatagramsAreKnownAsSuch() throws Exception {
        try (FakeGateway gateway = new FakeGateway((question, peer) -> peer.send("x".repeat(5000)))) {
            int length = new Exchange(GATEWAY, gateway.port())
                    .ask(new byte[1], List.of(LONG), datagram -> Optional.of(datagram.length));

            assertEquals(Pcp.LONGEST + 1, length);
        }
    }

    @Test
    void waitingCanBeInterrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (FakeGateway gateway = new FakeGateway((question, peer) -> asked.countDown())) {
            FutureTask<Throwable> end =
                    new FutureTask<>(() -> assertThrows(Throwable.class, () -> ask(gateway.port(), List.of(LONG))));
            Thread asker = Thread.startVirtualThread(end);
            asked.await();
            asker.interrupt();

            assertEquals(InterruptedException.class, end.get().getClass());
        }
    }

    @Test
    void severalMessagesAreToldAtOnceAndAgainIfNeedBe() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (FakeGateway gateway = new FakeGateway((question, peer) -> heard.add(question))) {
            new Exchange(GATEWAY, gateway.port()).tell(List.of(bytes("a"), bytes("b")), SHORT);

            for (String message : List.of("a", "b", "a", "b")) {
                assertEquals(message, heard.poll(LONG.toSeconds(), TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void messagesThatAreAnsweredAreToldOnce() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (FakeGateway gateway = new FakeGateway((question, peer) -> {
            heard.add(question);
            peer.send("done");
        })) {
            new Exchange(GATEWAY, gateway.port()).tell(List.of(bytes("a"), bytes("b")), LONG.multipliedBy(2));

            assertEquals(List.of("a", "b"), List.copyOf(heard));
        }
    }

    private static String refusal(int port, Duration wait) {
        return String.valueOf(assertThrows(NoAnswerException.class, () -> ask(port, List.of(wait, wait)))
                .getMessage());
    }

    /** What is neither nonsense nor a lie is an answer. */
    private static String ask(int port, List<Duration> waits) throws IOException, InterruptedException {
        return new Exchange(GATEWAY, port)
                .ask(
                        bytes("question"),
                        waits,
                        datagram -> Optional.of(text(datagram)).filter(answer -> !answer.equals("nonsense")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] datagram) {
        return new String(datagram, StandardCharsets.US_ASCII);
    }
}
