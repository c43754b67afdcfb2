package org.kadnode.kernel.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;

/** What a node answers to single packets, on the bytes. */
class NodeTest {

    private static final String SELF = "SELFSELFSELFSELFSELF";
    private static final String PEER = "abcdefghij0123456789";
    private static final String HASH = "mnopqrstuvwxyz123456";
    private static final Endpoint SOURCE = TestNet.endpoint("192.0.2.7:6881");

    /** How an answer tells the asker where it comes from (BEP 42). */
    private static final String IP = "2:ip6:\u00c0\0\u0002\u0007\u001a\u00e1";

    private final List<String> sent = new ArrayList<>();
    private final List<Integer> channels = new ArrayList<>();
    private final Node node = node(Limits.DEFAULT);
    private long now = 1000;

    @Test
    void pingIsAnsweredFromTheSocketThatWasAsked() {
        receive(SOURCE, "d1:ad2:id20:" + PEER + "e1:q4:ping1:t2:aa1:y1:qe");

        assertEquals("d" + IP + "1:rd2:id20:" + SELF + "e1:t2:aa1:v4:KN\0\0" + "1:y1:re", sent.get(0));
        assertEquals(3, channels.get(0));
    }

    @Test
    void unknownAskerIsPingedBackOnce() {
        receive(SOURCE, "d1:ad2:id20:" + PEER + "e1:q4:ping1:t2:aa1:y1:qe");
        receive(SOURCE, "d1:ad2:id20:" + PEER + "e1:q4:ping1:t2:ab1:y1:qe");

        assertEquals(
                1, sent.stream().filter(packet -> packet.contains("1:q4:ping")).count());
        assertEquals(Output.ANY_CHANNEL, channels.get(1));
    }

    @Test
    void readOnlyAskerIsAnsweredButNotMet() {
        receive(SOURCE, "d1:ad2:id20:" + PEER + "e1:q4:ping2:roi1e1:t2:aa1:y1:qe");

        assertEquals(1, sent.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "aaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void transactionIdIsEchoedExactly(String t) {
        receive(SOURCE, "d1:ad2:id20:" + PEER + "e1:q4:ping1:t" + t.length() + ":" + t + "1:y1:qe");

        assertEquals(
                "d" + IP + "1:rd2:id20:" + SELF + "e1:t" + t.length() + ":" + t + "1:v4:KN\0\0" + "1:y1:re",
                sent.get(0));
    }

    @Test
    void announcedPeerIsHandedOutUntilItExpires() {
        announce(SOURCE, token(SOURCE), "4:porti8080e");
        assertEquals("d" + IP + "1:rd2:id20:" + SELF + "e1:t2:aa1:v4:KN\0\0" + "1:y1:re", last());

        assertEquals(
                "6:valuesl6:" + new String(new byte[] {(byte) 192, 0, 2, 7, 0x1f, (byte) 0x90}, ISO_8859_1) + "e",
                valuesFor(SOURCE));
        now += 32 * 60_000;
        assertEquals("", valuesFor(SOURCE));
    }

    @Test
    void impliedPortIsThatOfThePacket() {
        announce(SOURCE, token(SOURCE), "12:implied_porti1e");

        assertEquals(
                "6:valuesl6:" + new String(new byte[] {(byte) 192, 0, 2, 7, 0x1a, (byte) 0xe1}, ISO_8859_1) + "e",
                valuesFor(SOURCE));
    }

    @Test
    void announcementWithSomebodyElsesTokenIsRefused() {
        String token = token(TestNet.endpoint("192.0.2.8:6881"));
        announce(SOURCE, token, "4:porti8080e");

        assertTrue(last().startsWith("d1:eli203e"), last());
        assertEquals("", valuesFor(SOURCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4:porti0e", "4:porti65536e", "4:porti-1e"})
    void forbiddenPortIsRefused(String port) {
        announce(SOURCE, token(SOURCE), port);

        assertTrue(last().startsWith("d1:eli203e"), last());
        assertEquals("", valuesFor(SOURCE));
    }

    @Test
    void loopbackPeerIsShownToLoopbackAskersOnly() {
        Endpoint local = TestNet.endpoint("127.0.0.1:6881");
        announce(local, token(local), "4:porti8080e");

        assertEquals("", valuesFor(SOURCE));
        assertTrue(valuesFor(TestNet.endpoint("127.0.0.1:7000")).startsWith("6:valuesl6:\u007f\0\0\1"));
    }

    @Test
    void replyThatNobodyAskedForChangesNothing() {
        node.handle(now, new Input.Meet(SOURCE), this::take);
        String transaction =
                sent.get(0).substring(sent.get(0).indexOf("1:t4:") + 5).substring(0, 4);
        String answer = "d1:rd2:id20:" + PEER + "e1:t4:" + transaction + "1:y1:re";

        receive(TestNet.endpoint("192.0.2.8:6881"), answer);
        receive(SOURCE, answer.replace("4:" + transaction, "4:\0\0\0\0"));
        assertEquals(2, node.counters().unasked());
        assertEquals(0, node.dht(Family.IPV4, now).nodes());

        receive(SOURCE, answer);
        assertEquals(1, node.dht(Family.IPV4, now).nodes());
        receive(SOURCE, answer);
        assertEquals(3, node.counters().unasked());
    }

    @Test
    void silentNodeIsPingedThreeTimesThenForgotten() {
        long wake = node.handle(now, new Input.Meet(SOURCE), this::take);
        while (wake != Long.MAX_VALUE) {
            now = wake;
            wake = node.handle(now, new Input.Wake(), this::take);
        }

        assertEquals(3, sent.size());
        assertEquals(Set.copyOf(sent).size(), 1);
        assertEquals(0, node.pendingQueries(Family.IPV4));
    }

    @Test
    void floodingSourceIsLimitedAndOthersAreNot() {
        for (int i = 0; i < 1000; i++) {
            receive(SOURCE, "d1:ad2:id20:" + PEER + "e1:q4:ping1:t2:aa1:y1:qe");
        }
        assertEquals(1000 - Limits.DEFAULT.requestBurst(), node.counters().limited());

        sent.clear();
        receive(TestNet.endpoint("192.0.2.8:6881"), "d1:ad2:id20:" + PEER + "e1:q4:ping1:t2:aa1:y1:qe");
        assertTrue(sent.get(0).contains("1:y1:r"));
    }

    @Test
    void blockedAddressIsNeitherHeardNorAddressed() {
        node.handle(now, new Input.Block(SOURCE.address()), this::take);
        receive(SOURCE, "d1:ad2:id20:" + PEER + "e1:q4:ping1:t2:aa1:y1:qe");
        node.handle(now, new Input.Meet(SOURCE), this::take);

        assertEquals(List.of(), sent);
        assertEquals(1, node.counters().blocked());
        assertEquals(Set.of(SOURCE.address()), node.blocked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1.2.3:6881", "224.0.0.1:6881", "192.0.2.1:0", "[2001:db8::1]:6881"})
    void martiansAndTheOtherFamilyAreNotAnswered(String source) {
        receive(TestNet.endpoint(source), "d1:ad2:id20:" + PEER + "e1:q4:ping1:t2:aa1:y1:qe");
        node.handle(now, new Input.Meet(TestNet.endpoint(source)), this::take);

        assertEquals(List.of(), sent);
    }

    @Test
    void ownEchoIsIgnored() {
        receive(SOURCE, "d1:ad2:id20:" + SELF + "e1:q4:ping1:t2:aa1:y1:qe");

        assertEquals(List.of(), sent);
    }

    @Property(tries = 2000)
    void noPacketBreaksTheNode(@ForAll @Size(max = 300) byte[] noise, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] packet = ("d1:ad2:id20:" + PEER + "9:info_hash20:" + HASH
                        + "4:porti80e5:token8:TTTTTTTTe1:q13:announce_peer1:t4:abcd1:y1:qe")
                .getBytes(ISO_8859_1);
        for (int i = random.nextInt(5); i >= 0; i--) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        node.handle(now, new Input.Datagram(0, SOURCE, ByteBuffer.wrap(packet)), this::take);
        node.handle(now, new Input.Datagram(0, SOURCE, ByteBuffer.wrap(noise)), this::take);
        now += 100;
    }

    @Test
    void oversizedDatagramIsGarbage() {
        node.handle(now, new Input.Datagram(0, SOURCE, ByteBuffer.allocate(65_000)), this::take);

        assertEquals(1, node.counters().garbage());
    }

    private static Node node(Limits limits) {
        return new Node(
                new NodeConfig(Id.of(SELF.getBytes(ISO_8859_1)), Set.of(Family.IPV4), 6881, true, limits),
                new Random(1));
    }

    private void receive(Endpoint source, String packet) {
        node.handle(now, new Input.Datagram(3, source, ByteBuffer.wrap(packet.getBytes(ISO_8859_1))), this::take);
    }

    private void take(Output output) {
        if (output instanceof Output.Send send) {
            sent.add(ISO_8859_1.decode(send.payload().duplicate()).toString());
            channels.add(send.channel());
        }
    }

    private String last() {
        return sent.stream()
                .filter(packet -> packet.contains("1:y1:r") || packet.contains("1:y1:e"))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private String getPeers(Endpoint asker) {
        receive(asker, "d1:ad2:id20:" + PEER + "9:info_hash20:" + HASH + "e1:q9:get_peers1:t2:aa1:y1:qe");
        return last();
    }

    private String token(Endpoint asker) {
        String answer = getPeers(asker);
        int at = answer.indexOf("5:token8:") + 9;
        return answer.substring(at, at + 8);
    }

    private String valuesFor(Endpoint asker) {
        String answer = getPeers(asker);
        int at = answer.indexOf("6:values");
        return at < 0 ? "" : answer.substring(at, answer.indexOf("e1:t2:aa", at));
    }

    private void announce(Endpoint source, String token, String port) {
        receive(
                source,
                "d1:ad2:id20:" + PEER
                        + (port.startsWith("12:") ? port + "9:info_hash20:" + HASH : "9:info_hash20:" + HASH + port)
                        + "5:token8:" + token + "e1:q13:announce_peer1:t2:aa1:y1:qe");
    }

    @Test
    void anyAddressMayBeOnTheBlocklistInEitherFamily() {
        for (int i = 0; i < 600; i++) {
            node.handle(now, new Input.Block(Address.v4(i)), this::take);
        }

        assertEquals(Limits.DEFAULT.blocked(), node.blocked().size());
        assertTrue(node.blocked().contains(Address.v4(599)));
    }
}
