package org.kadnode.kernel.core.krpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/** KRPC against the examples of BEP 5 and the packets of KadNode 1.0. */
class KrpcTest {

    private static final Id ASKER = Id.of("abcdefghij0123456789".getBytes(ISO_8859_1));
    private static final Id OTHER = Id.of("mnopqrstuvwxyz123456".getBytes(ISO_8859_1));
    /** 192.0.2.7:6881, and how an answer tells it. */
    private static final Endpoint SOURCE = new Endpoint(Address.v4(0xc0000207), 6881);

    private static final String IP = "2:ip6:\u00c0\0\u0002\u0007\u001a\u00e1";

    private static final Opaque AA = Opaque.of("aa".getBytes(ISO_8859_1));

    @Test
    void examplesOfBep5AreUnderstood() {
        assertEquals(
                query(new Message.Method.Ping()), decode("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"));
        assertEquals(
                new Message.Response(AA, OTHER, List.of(), List.of(), Opaque.NONE, Optional.empty(), Optional.empty()),
                decode("d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re"));
        assertEquals(
                new Message.Failure(AA, 201, Optional.empty()),
                decode("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee"));
        assertEquals(
                query(new Message.Method.FindNode(OTHER)),
                decode("d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:find_node1:t2:aa1:y1:qe"));
        assertEquals(
                query(new Message.Method.GetPeers(OTHER)),
                decode(
                        "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe"));
        assertEquals(
                query(new Message.Method.AnnouncePeer(
                        OTHER, Optional.empty(), Opaque.of("aoeusnth".getBytes(ISO_8859_1)))),
                decode(
                        "d1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e"
                                + "5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe"));
    }

    @Test
    void placeholderNodesOfBep5AreNoContacts() {
        Message message = decode("d1:rd2:id20:0123456789abcdefghij5:nodes9:def456...e1:t2:aa1:y1:re");

        assertEquals(
                List.of(), assertInstanceOf(Message.Response.class, message).nodes());
    }

    @Test
    void valuesAndTokenOfBep5AreUnderstood() {
        Message message =
                decode("d1:rd2:id20:abcdefghij01234567895:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re");

        Message.Response response = assertInstanceOf(Message.Response.class, message);
        assertEquals(Opaque.of("aoeusnth".getBytes(ISO_8859_1)), response.token());
        assertEquals(
                List.of(new Endpoint(Address.v4(0x61786a65), 0x2e75), new Endpoint(Address.v4(0x69646874), 0x6e6d)),
                response.values());
    }

    /** Behaviour of KadNode 1.0: ID, T, H are 20 raw bytes; the transaction has 4. */
    @Test
    void queriesAreThoseOfKadNode1() {
        KrpcEncoder encoder = new KrpcEncoder(ASKER, 1024);
        int number = 'p' << 24 | 'n' << 16 | 1;

        assertEquals(
                "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t4:pn\0\1" + "1:v4:KN\0\0" + "1:y1:qe",
                text(encoder.query(number, new Message.Method.Ping(), Set.of())));
        assertEquals(
                "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:find_node1:t4:pn\0\1"
                        + "1:v4:KN\0\0" + "1:y1:qe",
                text(encoder.query(number, new Message.Method.FindNode(OTHER), Set.of())));
        assertEquals(
                "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t4:pn\0\1"
                        + "1:v4:KN\0\0" + "1:y1:qe",
                text(encoder.query(number, new Message.Method.GetPeers(OTHER), Set.of())));
        assertEquals(
                "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti8080e5:token8:TTTTTTTTe"
                        + "1:q13:announce_peer1:t4:pn\0\1" + "1:v4:KN\0\0" + "1:y1:qe",
                text(encoder.query(
                        number,
                        new Message.Method.AnnouncePeer(
                                OTHER, Optional.of(8080), Opaque.of("TTTTTTTT".getBytes(ISO_8859_1))),
                        Set.of())));
    }

    @Test
    void bothFamiliesAreWantedInTheOrderOfBep32() {
        ByteBuffer packet =
                new KrpcEncoder(ASKER, 1024).query(0, new Message.Method.FindNode(OTHER), EnumSet.allOf(Family.class));

        assertTrue(text(packet).contains("6:target20:mnopqrstuvwxyz1234564:wantl2:n42:n6ee1:q9:find_node"));
        assertEquals(
                EnumSet.allOf(Family.class),
                assertInstanceOf(Message.Query.class, decode(text(packet))).want());
    }

    @Test
    void answersAreUnderstoodAgain() {
        List<NodeInfo> four = List.of(new NodeInfo(OTHER, new Endpoint(Address.v4(0x01020304), 6881)));
        List<NodeInfo> six = List.of(new NodeInfo(OTHER, new Endpoint(new Address(0x20010db8L << 32, 1), 6882)));
        List<Endpoint> values = List.of(new Endpoint(Address.v4(0x05060708), 80));
        Opaque token = Opaque.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

        ByteBuffer packet =
                new KrpcEncoder(ASKER, 1024).response(new KrpcEncoder.Asker(AA, SOURCE), four, six, token, values);

        List<NodeInfo> both = new ArrayList<>(four);
        both.addAll(six);
        assertEquals(
                new Message.Response(AA, ASKER, both, values, token, Optional.empty(), Optional.of(SOURCE)),
                decode(text(packet)));
    }

    @Test
    void answerWithoutNodesLeavesTheKeyOut() {
        ByteBuffer packet = new KrpcEncoder(ASKER, 1024)
                .response(new KrpcEncoder.Asker(AA, SOURCE), List.of(), List.of(), Opaque.NONE, List.of());

        assertEquals("d" + IP + "1:rd2:id20:abcdefghij0123456789e1:t2:aa1:v4:KN\0\0" + "1:y1:re", text(packet));
    }

    @Test
    void largestAnswerFitsIntoThePacketSizeOfBep32() {
        List<NodeInfo> four = new ArrayList<>();
        List<NodeInfo> six = new ArrayList<>();
        List<Endpoint> values = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            if (i < 8) {
                four.add(new NodeInfo(OTHER, new Endpoint(Address.v4(0x01020304 + i), 6881)));
                six.add(new NodeInfo(OTHER, new Endpoint(new Address(0x20010db8L << 32, i), 6882)));
            }
            values.add(new Endpoint(new Address(0x20010db8L << 32, i), 80));
        }
        Opaque longest = Opaque.of(new byte[32]);

        ByteBuffer packet = new KrpcEncoder(ASKER, 1024)
                .response(new KrpcEncoder.Asker(longest, SOURCE), four, six, Opaque.of(new byte[8]), values);

        assertTrue(packet.remaining() <= 1024, () -> packet.remaining() + " bytes");
        Message.Response response = assertInstanceOf(Message.Response.class, decode(text(packet)));
        assertEquals(16, response.nodes().size());
        assertTrue(response.values().size() >= 15, () -> response.values().size() + " values");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300, 400, 500, 600, 700, 800, 900, 1000})
    void answerWithAnItemNamesNodesAsFarAsTheyFit(int length) {
        List<NodeInfo> four = new ArrayList<>();
        List<NodeInfo> six = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            four.add(new NodeInfo(OTHER, new Endpoint(Address.v4(0x01020304 + i), 6881)));
            six.add(new NodeInfo(OTHER, new Endpoint(new Address(0x20010db8L << 32, i), 6882)));
        }
        Item item = new Item.Mutable(
                PublicKey.of(new byte[32]),
                Opaque.of(new byte[64]),
                Long.MAX_VALUE,
                Opaque.of("v".repeat(length).getBytes(ISO_8859_1)),
                Opaque.of(new byte[64]));
        Opaque token = Opaque.of(new byte[8]);

        int bare = new KrpcEncoder(ASKER, 1024)
                .item(new KrpcEncoder.Asker(AA, SOURCE), List.of(), List.of(), token, item)
                .remaining();
        String packet =
                text(new KrpcEncoder(ASKER, 1024).item(new KrpcEncoder.Asker(AA, SOURCE), four, six, token, item));

        assertTrue(bare <= 1232, () -> "more than an IPv6 link must carry: " + bare);
        assertTrue(packet.contains("1:v" + "v".repeat(length) + "e1:t"));
        int room = 1024 - packet.length();
        int named = packet.length() - bare;
        boolean all = named == 8 * 26 + 8 * 38 + "5:nodes208:6:nodes6304:".length();
        boolean none = named == 0;
        assertTrue(all || none || (room >= 0 && room < 38 + 23), () -> "room for " + room);
        assertTrue(!none || 1024 - bare < 26 + 23, () -> "nobody named beside " + bare);
    }

    @Test
    void mappedAddressInNodes6IsNoContact() {
        Message message = decode("d1:rd2:id20:0123456789abcdefghij6:nodes638:mnopqrstuvwxyz123456"
                + "\0\0\0\0\0\0\0\0\0\0\u00ff\u00ff\1\2\3\4\3\3e1:t2:aa1:y1:re");

        assertEquals(
                List.of(), assertInstanceOf(Message.Response.class, message).nodes());
    }

    @Test
    void unknownMethodWithATargetIsAnsweredLikeFindNode() {
        assertEquals(
                query(new Message.Method.Foreign(OTHER)),
                decode("d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:something1:t2:aa1:y1:qe"));
    }

    @Test
    void questionThatCannotBeAnsweredIsAnError() {
        assertEquals(
                new Message.Invalid(AA, KrpcError.BAD_ARGUMENTS),
                decode("d1:ad2:id20:abcdefghij0123456789e1:q9:get_peers1:t2:aa1:y1:qe"));
        assertEquals(
                new Message.Invalid(AA, KrpcError.UNKNOWN_METHOD),
                decode("d1:ad2:id20:abcdefghij0123456789e1:q5:dance1:t2:aa1:y1:qe"));
        assertEquals(
                "d1:eli204e14:Method Unknowne1:t2:aa1:v4:KN\0\0" + "1:y1:ee",
                text(new KrpcEncoder(ASKER, 1024).failure(AA, KrpcError.UNKNOWN_METHOD)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "d",
                "le",
                "d1:t2:aa1:y1:xe",
                "d1:t2:aa1:y2:qqe",
                "d1:y1:qe",
                "d1:ad2:id19:abcdefghij012345678e1:q4:ping1:t2:aa1:y1:qe",
                "d1:rd2:id20:mnopqrstuvwxyz123456e1:t33:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1:y1:re",
                "d1:q4:ping1:t2:aa1:y1:qe",
                "d1:rle1:t2:aa1:y1:re",
                "AUTH",
            })
    void everythingElseIsGarbage(String text) {
        assertEquals(new Message.Garbage(), decode(text));
    }

    @Property(tries = 5000)
    void noBytesMakeTheDecoderThrow(@ForAll @Size(max = 60) byte[] noise, @ForAll int where) {
        byte[] packet =
                "d1:rd2:id20:abcdefghij01234567895:nodes26:abcdefghij0123456789AAAABB5:token8:aoeusnth6:valuesl6:axje.uee1:t2:aa1:y1:re"
                        .getBytes(ISO_8859_1);
        int at = Math.floorMod(where, packet.length);
        System.arraycopy(noise, 0, packet, at, Math.min(noise.length, packet.length - at));

        assertNotNull(new KrpcDecoder().decode(packet, packet.length));
        assertNotNull(new KrpcDecoder().decode(noise, noise.length));
    }

    private static Message.Query query(Message.Method method) {
        return new Message.Query(AA, ASKER, method, EnumSet.noneOf(Family.class), false);
    }

    private static Message decode(String text) {
        byte[] packet = text.getBytes(ISO_8859_1);
        return new KrpcDecoder().decode(packet, packet.length);
    }

    private static String text(ByteBuffer packet) {
        return ISO_8859_1.decode(packet.duplicate()).toString();
    }
}
