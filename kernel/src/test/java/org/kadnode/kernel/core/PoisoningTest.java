package org.kadnode.kernel.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.krpc.KrpcDecoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.plugins.Family;

/** Somebody sends under the addresses of others, and hears no answer: nobody but who has answered us is ever handed out. */
class PoisoningTest {

    private static final int NODES = 40;
    private static final int SPOOFED = 1_000_000;
    private static final int PACKETS_PER_MILLI = 100;

    private final TestNet net = new TestNet();
    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Host> swarm = new ArrayList<>();
    private Host victim;

    @BeforeEach
    void swarm() {
        for (int i = 0; i < NODES; i++) {
            Host host = net.add(i, "198.51." + i + ".1:6881");
            if (i > 0) {
                host.meets(swarm.getFirst());
            }
            swarm.add(host);
            net.run(1000);
        }
        victim = swarm.get(NODES / 2);
        net.run(60_000);
    }

    @Test
    void aMillionForgedPacketsBringNobodyIn() {
        Set<Endpoint> before = handedOut();
        assertTrue(before.size() > 8, before::toString);

        for (int i = 0; i < SPOOFED; i++) {
            ByteBuffer packet = switch (i % 4) {
                // Answers to nothing, those of strangers and those of our contacts.
                case 0, 1 -> forgedAnswer();
                // Questions of nodes that are nobody, near our own id.
                case 2 -> forgedQuestion(id().randomAt(random.nextInt(20), random));
                // Questions of contacts under another id, which would take the place of the right one.
                default -> forgedQuestion(Id.random(random));
            };
            Endpoint source =
                    i % 2 == 0 ? anywhere() : swarm.get(random.nextInt(NODES)).endpoint();
            victim.give(new Input.Datagram(0, source, packet));
            if (i % PACKETS_PER_MILLI == 0) {
                net.run(1);
            }
        }
        // What was sent to them in vain is given up meanwhile.
        net.run(60_000);

        assertEquals(before, handedOut());
    }

    /** All nodes that the victim names to somebody who asks for many targets. */
    private Set<Endpoint> handedOut() {
        Set<Endpoint> named = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] target = Id.random(random).bytes();
            ByteBuffer query =
                    packet("d1:ad2:id20:abcdefghij01234567896:target20:", target, "e1:q9:find_node1:t2:aa1:y1:qe");
            // Each from another address, since one has its share only.
            victim.node.handle(net.now(), new Input.Datagram(0, anywhere(), query), output -> {
                if (output instanceof Output.Send send) {
                    byte[] bytes = new byte[send.payload().remaining()];
                    send.payload().get(bytes);
                    if (new KrpcDecoder().decode(bytes, bytes.length) instanceof Message.Response response) {
                        response.nodes().stream().map(NodeInfo::endpoint).forEach(named::add);
                    }
                }
            });
        }
        return named;
    }

    private ByteBuffer forgedAnswer() {
        byte[] nodes = new byte[8 * 26];
        random.nextBytes(nodes);
        byte[] transaction = new byte[4];
        random.nextBytes(transaction);
        return packet(
                "d1:rd2:id20:",
                Id.random(random).bytes(),
                "5:nodes208:" + latin(nodes) + "e1:t4:" + latin(transaction) + "1:y1:re");
    }

    private ByteBuffer forgedQuestion(Id sender) {
        return packet("d1:ad2:id20:", sender.bytes(), "e1:q4:ping1:t2:aa1:y1:qe");
    }

    private static ByteBuffer packet(String begin, byte[] id, String end) {
        return ByteBuffer.wrap((begin + latin(id) + end).getBytes(ISO_8859_1));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** An address of nobody. */
    private Endpoint anywhere() {
        return new Endpoint(Address.v4(0x20000000 + random.nextInt(0x10000000)), 1 + random.nextInt(65535));
    }

    private Id id() {
        return victim.node.dht(Family.IPV4, net.now()).id();
    }
}
