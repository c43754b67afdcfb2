package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
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
