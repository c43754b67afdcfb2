package org.kadnode.kernel.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.plugins.Family;

/** What a node answers to the get and put of BEP 44, on the bytes. */
class GetPutTest {

    private static final String SELF = "SELFSELFSELFSELFSELF";
    private static final String PEER = "abcdefghij0123456789";
    private static final Endpoint SOURCE = TestNet.endpoint("192.0.2.7:6881");
    private static final SecretKey KEY = Ed25519.ofSeed(new byte[32]);
    private static final String K = latin(KEY.publicKey().bytes());
    /** How an answer tells the asker where it comes from (BEP 42). */
    private static final String IP = "2:ip6:\u00c0\0\u0002\u0007\u001a\u00e1";

    private static final String END = "e1:t2:aa1:v4:KN\0\0" + "1:y1:re";
    private static final String DONE = "d" + IP + "1:rd2:id20:" + SELF + END;
    private static final String HELLO = "12:Hello World!";
    private static final String HELLO_TARGET = latin(hex("e5f96f6f38320f0f33959cb4d3d656452117aadb"));

    private final List<String> sent = new ArrayList<>();
    private Node node = node(Limits.DEFAULT);
    private long now = 1000;

    @Test
    void immutableItemOfTheBepIsHandedOutUntilItExpires() {
        String token = token(HELLO_TARGET);

        assertEquals(DONE, put("5:token8:" + token + "1:v" + HELLO));
        assertEquals("d" + IP + "1:rd2:id20:" + SELF + "5:token8:" + token + "1:v" + HELLO + END, get(HELLO_TARGET));
        pass(2 * 60);
        assertFalse(get(HELLO_TARGET).contains(HELLO));
        assertEquals(0, node.dht(Family.IPV4, now).storedItems());
    }

    @Test
    void mutableItemOfTheBepIsHandedOutWithItsProof() {
        String k = latin(hex("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548"));
        String signature = latin(hex("6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
                + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08"));
        String target = latin(hex("411eba73b6f087ca51a3795d9c8c938d365e32c1"));
        String token = token(target);

        assertEquals(
                DONE,
                put("1:k32:" + k + "4:salt6:foobar3:seqi1e3:sig64:" + signature + "5:token8:" + token + "1:v" + HELLO));
        assertEquals(
                "d" + IP + "1:rd2:id20:" + SELF + "1:k32:" + k + "3:seqi1e3:sig64:" + signature + "5:token8:" + token
                        + "1:v" + HELLO + END,
                get(target));
    }

    @Test
    void askerWhoHasTheItemIsToldItsNumberOnly() {
        put(signed("", 7, HELLO));

        String target = target("");
        String short7 = "d" + IP + "1:rd2:id20:" + SELF + "3:seqi7e5:token8:" + token(target) + END;
        assertEquals(short7, get("3:seqi7e", target));
        assertEquals(short7, get("3:seqi8e", target));
        assertTrue(get("3:seqi6e", target).contains("1:v" + HELLO + END));
    }

    @Test
    void valueStaysAsItCameWhateverTheOrderOfItsKeys() {
        String value = "d1:zi-3e1:al0:d3:abc0:eee";
        String target = latin(Id.sha1(value.getBytes(ISO_8859_1)).bytes());

        assertEquals(DONE, put("5:token8:" + token(target) + "1:v" + value));
        assertTrue(get(target).endsWith("1:v" + value + END));
    }

    @Test
    void tokenMustBeOnesOwnAndForTheTarget() {
        String others = token(TestNet.endpoint("192.0.2.8:6881"), HELLO_TARGET);
        String elsewhere = token(target(""));

        assertFailure(203, put("5:token8:" + others + "1:v" + HELLO));
        assertFailure(203, put("5:token8:" + elsewhere + "1:v" + HELLO));
        assertFailure(203, put("1:v" + HELLO));
        assertFalse(get(HELLO_TARGET).contains(HELLO));
    }

    @Test
    void wrongSignatureIsRefused() {
        String put = signed("", 1, HELLO);

        assertFailure(206, put(put.replace("World", "Wormd")));
        assertFailure(206, put(put.replace("3:seqi1e", "3:seqi2e")));
        assertFalse(get(target("")).contains("Hello"));
        assertEquals(DONE, put(put));
        assertFailure(206, put(put.replace("3:seqi1e", "3:seqi2e")));
        assertTrue(get(target("")).contains("3:seqi1e"));
    }

    @Test
    void numberMustGrowButTheSameItemLivesLonger() {
        put(signed("", 5, HELLO));

        assertFailure(302, put(signed("", 4, HELLO)));
        assertFailure(302, put(signed("", 5, "2:no")));
        pass(90);
        assertEquals(DONE, put(signed("", 5, HELLO)));
        pass(90);
        assertTrue(get(target("")).contains(HELLO));
        assertEquals(DONE, put(signed("", 6, "3:new")));
        assertTrue(get(target("")).contains("3:seqi6e3:sig64:"));
        assertTrue(get(target("")).endsWith("1:v3:new" + END));
    }

    @Test
    void swapNeedsTheNumberThatIsThere() {
        put("3:casi99e" + signed("", 5, HELLO));

        assertFailure(301, put("3:casi4e" + signed("", 6, "2:no")));
        assertFailure(203, put("3:cas1:5" + signed("", 6, "2:no")));
        assertEquals(DONE, put("3:casi5e" + signed("", 6, "3:yes")));
        assertTrue(get(target("")).endsWith("1:v3:yes" + END));
    }

    @Test
    void itemsOfOneKeyAreToldApartByTheirSalt() {
        put(signed("", 1, "3:one"));
        put(signed("a", 2, "3:two"));
        put(signed("s".repeat(64), 3, "5:three"));

        assertTrue(get(target("")).endsWith("1:v3:one" + END));
        assertTrue(get(target("a")).endsWith("1:v3:two" + END));
        assertTrue(get(target("s".repeat(64))).endsWith("1:v5:three" + END));
        assertFailure(207, put(signed("s".repeat(65), 1, HELLO)));
        assertEquals(3, node.dht(Family.IPV4, now).storedItems());
        assertEquals(17, node.dht(Family.IPV4, now).storedItemBytes());
    }

    @Test
    void largestValueIsKeptAndALargerOneRefused() {
        String largest = "996:" + "v".repeat(996);

        assertEquals(DONE, put(signed("", 1, largest)));
        assertTrue(get(target("")).endsWith("1:v" + largest + END));
        assertFailure(205, put(signed("", 2, "997:" + "v".repeat(997))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:k31:",
                "1:k0:",
                "1:ki1e",
                "3:seqi-1e",
                "3:seq1:1",
                "3:sig63:",
                "4:salti1e",
            })
    void malformedPartsAreRefused(String part) {
        String key = part.substring(0, part.indexOf(':') + 1 + part.charAt(0) - '0');
        String put = signed("a", 1, HELLO);
        int at = put.indexOf(key);
        String next = List.of("4:salt", "3:seq", "3:sig", "5:token").stream()
                .filter(k -> put.indexOf(k) > at)
                .findFirst()
                .orElseThrow();
        String length = part.substring(key.length()).replace(":", "");
        String filler = part.endsWith(":") ? "x".repeat(Integer.parseInt(length)) : "";

        assertFailure(203, put(put.substring(0, at) + part + filler + put.substring(put.indexOf(next))));
    }

    @Test
    void getWithoutTargetIsRefused() {
        receive(SOURCE, "d1:ad2:id20:" + PEER + "e1:q3:get1:t2:aa1:y1:qe");

        assertFailure(203, last());
    }

    @Test
    void fullStoreIsToldAndDoesNotForgetWhatItHas() {
        node = node(TestLimits.smallItemStore(2, 2000, 2));
        put(signed("a", 1, HELLO));
        put(signed("b", 1, HELLO));

        assertFailure(202, put(signed("c", 1, HELLO)));
        assertEquals(DONE, put(signed("b", 2, HELLO)));
        assertTrue(get(target("a")).contains(HELLO));
    }

    @Test
    void signaturesOfOneSourceAreJudgedInTurnAndThoseOfOthersToo() {
        long answers = 0;
        for (int i = 0; i < 100; i++) {
            String put = signed("", i, HELLO);
            sent.clear();
            receive(SOURCE, query(put, "put"));
            answers += sent.stream().filter(DONE::equals).count();
        }
        Endpoint other = TestNet.endpoint("192.0.2.8:6881");

        assertEquals(60, answers);
        assertEquals(40, node.counters().limited());
        receive(other, query(signed(other, "b", 1, HELLO), "put"));
        assertEquals(DONE.replace("\u0007\u001a", "\b\u001a"), last());
        // What is stored already costs nothing.
        assertEquals(DONE, put(signed("", 59, HELLO)));
    }

    @Property(tries = 2000)
    void noPacketBreaksTheNode(@ForAll @Size(max = 40) byte[] noise, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] packet =
                query("3:casi0e" + signed("salt", 1, "d1:ali1eee"), "put").getBytes(ISO_8859_1);
        for (int i = random.nextInt(5); i >= 0; i--) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        System.arraycopy(noise, 0, packet, random.nextInt(packet.length - noise.length), noise.length);
        node.handle(now, new Input.Datagram(0, SOURCE, ByteBuffer.wrap(packet)), this::take);
        now += 100;
    }

    private static Node node(Limits limits) {
        return new Node(
                new NodeConfig(Id.of(SELF.getBytes(ISO_8859_1)), Set.of(Family.IPV4), 6881, true, limits),
                new Random(1));
    }

    /** Lets minutes pass, and the node do what is due. */
    private void pass(int minutes) {
        now += minutes * 60_000L;
        node.handle(now, new Input.Wake(), this::take);
    }

    private void receive(Endpoint source, String packet) {
        node.handle(now, new Input.Datagram(3, source, ByteBuffer.wrap(packet.getBytes(ISO_8859_1))), this::take);
    }

    private void take(Output output) {
        if (output instanceof Output.Send send) {
            sent.add(ISO_8859_1.decode(send.payload().duplicate()).toString());
        }
    }

    private String last() {
        return sent.stream()
                .filter(packet -> packet.contains("1:y1:r") || packet.contains("1:y1:e"))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    /** The arguments in their order; only those before {@code id} stand before it. */
    private static String query(String arguments, String method) {
        String cas = arguments.startsWith("3:cas") ? arguments.substring(0, arguments.indexOf("1:k")) : "";
        return "d1:ad" + cas + "2:id20:" + PEER + arguments.substring(cas.length()) + "e1:q3:" + method
                + "1:t2:aa1:y1:qe";
    }

    private String get(String target) {
        return get("", target);
    }

    private String get(String seq, String target) {
        sent.clear();
        receive(SOURCE, query(seq + "6:target20:" + target, "get"));
        return last();
    }

    private String put(String arguments) {
        sent.clear();
        receive(SOURCE, query(arguments, "put"));
        return last();
    }

    private String token(String target) {
        return token(SOURCE, target);
    }

    private String token(Endpoint asker, String target) {
        receive(asker, query("6:target20:" + target, "get"));
        String answer = last();
        int at = answer.indexOf("5:token8:") + 9;
        return answer.substring(at, at + 8);
    }

    private String signed(String salt, long seq, String value) {
        return signed(SOURCE, salt, seq, value);
    }

    /** The arguments of a put with our key: the buffer to be signed is spelled out as in the BEP. */
    private String signed(Endpoint source, String salt, long seq, String value) {
        String salted = salt.isEmpty() ? "" : "4:salt" + salt.length() + ":" + salt;
        String number = "3:seqi" + seq + "e";
        byte[] signature = Ed25519.sign(KEY, (salted + number + "1:v" + value).getBytes(ISO_8859_1));
        return "1:k32:" + K + salted + number + "3:sig64:" + latin(signature) + "5:token8:"
                + token(source, target(salt)) + "1:v" + value;
    }

    private static String target(String salt) {
        return latin(Id.sha1((K + salt).getBytes(ISO_8859_1)).bytes());
    }

    private static void assertFailure(int code, String answer) {
        assertTrue(answer.startsWith("d1:eli" + code + "e"), answer);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
