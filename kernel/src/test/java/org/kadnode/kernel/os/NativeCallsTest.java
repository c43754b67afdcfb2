package org.kadnode.kernel.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs twice: over the classes for Java 21, and over those that replace them on newer versions. */
class NativeCallsTest {
    private static final boolean REPLACED = Integer.getInteger("kadnode.test.release", 21) >= 22;

    @Test
    void areThereFromJava22On() {
        assertEquals(REPLACED, NativeCalls.library().isPresent());
    }

    @Test
    void theirAbsenceIsToldWithTheOptionThatNeedsThem() {
        assumeFalse(REPLACED);

        String message =
                assertThrows(OsException.class, () -> Privileges.of("nobody")).getMessage();

        // The Java 21 classes are tested on a newer Java, which then seems to lack only Linux.
        assertEquals("--user works on Linux only", message);
    }

    @Test
    void knowTheUsersOfTheSystem() throws OsException {
        assumeTrue(REPLACED);
        CLibrary library = CLibrary.neededFor("test");

        assertEquals(Optional.of(new CLibrary.Account("root", 0, 0)), library.account("root"));
        assertEquals(Optional.empty(), library.account("no-such-user"));
        assertTrue(Privileges.of("no-such-user").isEmpty());
    }

    @Test
    void nameTheFunctionAndTheReasonOfAFailure() throws OsException {
        assumeTrue(REPLACED);
        CLibrary library = CLibrary.neededFor("test");

        assertEquals(
                "setsockopt: Bad file descriptor",
                assertThrows(OsException.class, () -> library.bindToDevice(-1, "lo"))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "/nonexistent/socket, sendto: No such file or directory",
        "@kadnode-nobody-listens-here, sendto: Connection refused",
        "vsock:2:1234, vsock:2:1234 is not the address of a UNIX socket",
        "'', ' is not the address of a UNIX socket'",
    })
    void tellWhyADatagramReachesNobody(String socket, String why) throws OsException {
        assumeTrue(REPLACED);
        CLibrary library = CLibrary.neededFor("test");

        assertEquals(
                why,
                assertThrows(OsException.class, () -> library.sendToSocket(socket, new byte[] {1}))
                        .getMessage());
    }

    /** One byte more than fits into the structure of the operating system must not be written behind it. */
    @ParameterizedTest
    @CsvSource({
        "/, 107, sendto: No such file or directory",
        "/, 108, not the address",
        "@, 108, refused",
        "@, 109, not the address"
    })
    void knowHowLongTheAddressOfASocketMayBe(String start, int length, String why) throws OsException {
        assumeTrue(REPLACED);
        CLibrary library = CLibrary.neededFor("test");
        String socket = start + "x".repeat(length - 1);

        String message =
                String.valueOf(assertThrows(OsException.class, () -> library.sendToSocket(socket, new byte[] {1}))
                        .getMessage());
        assertTrue(message.contains(why), message);
    }

    @Test
    void bindSocketsOfBothFamiliesToAnInterface() throws IOException, OsException {
        assumeTrue(REPLACED);
        for (StandardProtocolFamily family : StandardProtocolFamily.values()) {
            if (family == StandardProtocolFamily.UNIX) {
                continue;
            }
            byte[] loopback = family == StandardProtocolFamily.INET ? new byte[] {127, 0, 0, 1} : new byte[16];
            loopback[loopback.length - 1] = 1;
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getByAddress(loopback), 0);
            try (DatagramChannel receiver = DatagramChannel.open(family).bind(anyPort);
                    DatagramChannel sender = DatagramChannel.open(family).bind(anyPort)) {
                Interfaces.bindToDevice(receiver, "lo");
                sender.send(ByteBuffer.allocate(7), receiver.getLocalAddress());
                ByteBuffer received = ByteBuffer.allocate(10);
                receiver.receive(received);

                assertEquals(7, received.position());
                assertEquals(
                        "--ifname: there is no interface none0",
                        assertThrows(OsException.class, () -> Interfaces.bindToDevice(receiver, "none0"))
                                .getMessage());
            }
        }
    }
}
