package org.kadnode.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What other implementations stumble over, looked at on the bytes. */
class WireIT {
    private static final String IDENTIFIER = "3333333333333333333333333333333333333333";

    @Test
    void queriesCarryFourByteTransactionsAndThePortByNumber() throws Exception {
        try (RecordingNode peer = new RecordingNode();
                Daemon daemon = Daemon.start(
                        Host.LOCAL, "--peer", "127.0.0.1:" + peer.port(), "--value-id", IDENTIFIER + ":8080")) {
            String announcement = Patience.await(
                    "an announcement from " + daemon.dhtPort(),
                    Patience.LONG,
                    () -> peer.queries("announce_peer").stream().findFirst());

            assertAll(
                    () -> assertTrue(announcement.contains("9:info_hash20:" + "3".repeat(20)), announcement),
                    () -> assertTrue(announcement.contains("4:porti8080e"), announcement),
                    () -> assertTrue(announcement.contains("5:token8:" + RecordingNode.TOKEN), announcement),
                    () -> assertFalse(announcement.contains("implied_port"), announcement));
            for (String packet : peer.received()) {
                assertEquals(Optional.of(4), RecordingNode.transaction(packet).map(String::length), packet);
            }
        }
    }

    /** BEP 44: the keys in their order, and nothing that it does not know. */
    @Test
    void itemsAreAskedForAndPutLiterally() throws Exception {
        KeyPair keys = KeyPair.generate();
        String key = latin1(HexFormat.of().parseHex(keys.publicKey()));
        String target = latin1(MessageDigest.getInstance("SHA-1").digest((key + "node1").getBytes(ISO_8859_1)));
        String end = "1:t4:.{4}1:v4:KN\0\0" + "1:y1:qe";
        Pattern get = pattern("d1:ad2:id20:.{20}6:target20:" + Pattern.quote(target) + "e1:q3:get" + end);
        String item = "2:id20:.{20}1:k32:" + Pattern.quote(key) + "4:salt5:node13:seqi(\\d+)e3:sig64:.{64}5:token8:"
                + RecordingNode.TOKEN + "1:v(\\d+):(.*)e1:q3:put" + end;
        try (RecordingNode peer = new RecordingNode();
                Daemon daemon = Daemon.start(
                        Host.LOCAL,
                        "--peer",
                        "127.0.0.1:" + peer.port(),
                        "--announce-addr",
                        "192.0.2.1",
                        "--auth-add-skey",
                        keys.secretFor("*.p2p"),
                        "--value-id",
                        "node1.p2p")) {
            // Who has nothing takes it whatever it replaces; who has got something since then refuses.
            Matcher first = await(peer, "put", pattern("d1:ad3:casi0e" + item));
            assertEquals(Integer.parseInt(first.group(2)), first.group(3).length());
            assertTrue(first.group(3).startsWith("\0\0\u0080\0\0\0"), first.group(3));
            for (String packet : peer.queries("get")) {
                assertTrue(get.matcher(packet).matches(), packet);
            }

            daemon.control("announce", "node1.p2p:8080", "-1");
            Matcher second = await(peer, "put", pattern("d1:ad3:casi" + first.group(1) + "e" + item));
            assertTrue(Long.parseLong(second.group(1)) > Long.parseLong(first.group(1)), second.group());
            assertEquals(2, peer.queries("put").size());
        }
    }

    private static Matcher await(RecordingNode peer, String method, Pattern packet) throws Exception {
        return Patience.await(
                method + " that matches " + packet,
                Patience.LONG,
                () -> peer.queries(method).stream()
                        .map(packet::matcher)
                        .filter(Matcher::matches)
                        .findFirst());
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** BEP 42: from this, others learn where the world sees them. */
    @Test
    void answersTellTheAskerHisAddress() throws Exception {
        try (RecordingNode peer = new RecordingNode();
                Daemon daemon = Daemon.start(Host.LOCAL)) {
            peer.send(daemon.dhtPort(), "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe");
            String answer = Patience.await(
                    "an answer",
                    Patience.LONG,
                    () -> peer.received().stream()
                            .filter(packet -> packet.contains("1:y1:r"))
                            .findFirst());
            String port = new String(new char[] {(char) (peer.port() >> 8), (char) (peer.port() & 0xff)});
            assertTrue(answer.startsWith("d2:ip6:\u007f\0\0\1" + port + "1:rd2:id20:"), answer);
        }
    }

    @Test
    void answersEchoTheTransaction() throws Exception {
        try (RecordingNode peer = new RecordingNode();
                Daemon daemon = Daemon.start(Host.LOCAL, "--peer", "127.0.0.1:" + peer.port())) {
            for (int length : new int[] {1, 2, 4, 8, 15, 16, 20}) {
                String t = "\u00ff\0:e".repeat(5).substring(0, length);
                peer.send(
                        daemon.dhtPort(),
                        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t" + length + ":" + t + "1:y1:qe");
                Patience.await(
                        "an answer to a transaction of " + length + " bytes",
                        Patience.LONG,
                        () -> peer.received().stream()
                                        .anyMatch(packet ->
                                                packet.contains("1:t" + length + ":" + t) && packet.contains("1:y1:r"))
                                ? Optional.of(true)
                                : Optional.empty());
            }
        }
    }
}
