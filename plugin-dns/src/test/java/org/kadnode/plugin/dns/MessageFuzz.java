package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages that a fuzzer makes by what they reach in the code, to all that reads them: none is met with an exception, and all
 * but what is no query are answered, within their bounds.
 */
class MessageFuzz {

    private static final int PATIENCE_SECONDS = 20;

    private static final Desk DESK = new Desk(Desk.fake(Map.of("dns.patience", "0 s"))
            .found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80")
            .searchEnds("foo.p2p"));

    @MethodSource("org.kadnode.plugin.dns.Damage#seeds")
    @FuzzTest(maxDuration = "3m", maxExecutions = 2_000_000)
    void isAnsweredOrIgnored(byte[] message) {
        ByteBuffer response = ByteBuffer.allocate(Inquiry.EDNS_SIZE + ResponseWriter.OVERHEAD);
        boolean atOnce =
                DESK.server.fastPath().answer(ByteBuffer.wrap(message), InetAddress.getLoopbackAddress(), 0, response);
        Visitor visitor = Visitor.overUdp();
        DESK.server.take(message, visitor);
        Optional<byte[]> answer =
                visitor.answer().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();

        boolean isNoQuery = message.length < ResponseWriter.HEADER || message[2] < 0;
        assertEquals(isNoQuery, answer.isEmpty());
        answer.ifPresent(bytes -> assertTrue(bytes.length <= Inquiry.EDNS_SIZE));
        assertTrue(!atOnce || answer.isPresent());
    }
}
