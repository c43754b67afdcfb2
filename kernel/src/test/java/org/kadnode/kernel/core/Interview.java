package org.kadnode.kernel.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;

/** A node, and the only other one that it knows, whose answers a test decides packet by packet. */
final class Interview {

    static final Endpoint PEER = TestNet.endpoint("192.0.2.7:6881");
    /** The node's id at the start. */
    static final String SELF = "SELFSELFSELFSELFSELF";

    static final String PEER_ID = "abcdefghij0123456789";

    /** Where the peer says that it sees the node: 198.51.100.1:6881, compact (BEP 42). */
    private static final String IP = "2:ip6:\u00c63d\u0001\u001a\u00e1";

    private static final Pattern QUERY = Pattern.compile("1:q\\d+:([a-z_]+)1:t4:(.{4})1:v4", Pattern.DOTALL);

    /** What the peer says to a question; empty for nothing. */
    final Function<Question, Optional<String>> answers;

    final Node node;
    final List<Output> said = new ArrayList<>();
    final List<Question> asked = new ArrayList<>();
    private final List<Question> open = new ArrayList<>();
    private long now;
    private long wakeAt;

    /**
     * A question of the node.
     *
     * @param method e.g. {@code get}
     * @param packet all of it
     */
    record Question(String method, String transaction, String packet) {

        /** An answer with some keys after the id, in their order. */
        Optional<String> reply(String keys) {
            return Optional.of("d" + IP + "1:rd2:id20:" + PEER_ID + keys + "e1:t4:" + transaction + "1:y1:re");
        }

        /** An error. */
        Optional<String> error(int code) {
            return Optional.of("d1:eli" + code + "e1:Ee1:t4:" + transaction + "1:y1:ee");
        }

        /** An error that tells where the peer sees the node. */
        Optional<String> errorWithAddress(int code) {
            return Optional.of("d1:eli" + code + "e1:Ee" + IP + "1:t4:" + transaction + "1:y1:ee");
        }
    }

    /** A node that has met the peer, if that answers. */
    Interview(Function<Question, Optional<String>> answers) {
        this.answers = answers;
        node = new Node(
                new NodeConfig(Id.of(SELF.getBytes(ISO_8859_1)), Set.of(Family.IPV4), 6881, true, Limits.DEFAULT),
                new Random(3));
        give(new Input.TimeOfDay(TestNet.EPOCH));
        give(new Input.Meet(PEER));
        run(30_000);
        asked.clear();
    }

    long now() {
        return now;
    }

    /** The node's id now: another one as soon as the peer may tell where it sees the node (BEP 42). */
    String self() {
        return latin(node.dht(Family.IPV4, now).id().bytes());
    }

    void give(Input input) {
        wakeAt = node.handle(now, input, output -> {
            if (output instanceof Output.Send send) {
                byte[] bytes = new byte[send.payload().remaining()];
                send.payload().get(bytes);
                String packet = latin(bytes);
                Matcher matcher = QUERY.matcher(packet);
                if (matcher.find()) {
                    Question question = new Question(matcher.group(1), matcher.group(2), packet);
                    asked.add(question);
                    open.add(question);
                }
            } else {
                said.add(output);
            }
        });
    }

    /** Lets so much time pass, in which the peer answers at once. */
    void run(long millis) {
        long end = now + millis;
        while (true) {
            while (!open.isEmpty()) {
                answers.apply(open.removeFirst())
                        .ifPresent(packet ->
                                give(new Input.Datagram(0, PEER, ByteBuffer.wrap(packet.getBytes(ISO_8859_1)))));
            }
            if (wakeAt > end) {
                now = end;
                return;
            }
            now = Math.max(now, wakeAt);
            give(new Input.Wake());
        }
    }

    static String latin(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
