package org.kadnode.kernel.control.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.control.RunningNode;
import org.kadnode.kernel.shell.Loopback;

class ControlClientTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void theReplyOfTheNodeAtThePortIsPrinted() throws Exception {
        RunningNode node = node();

        assertEquals(ControlClient.OK, run("-p", "" + node.controlPort(), "status"));

        assertTrue(out().contains("DHT bound to: 0.0.0.0:" + node.dhtPort()), out());
        assertEquals("", err());
    }

    @Test
    void thePortMayFollowItsOptionWithoutASpace() throws Exception {
        assertEquals(ControlClient.OK, run("-p" + node().controlPort(), "status"));
    }

    @Test
    void aFailureGoesToStandardError() throws Exception {
        assertEquals(ControlClient.FAILED, run("-p", "" + node().controlPort(), "blacklist", "x"));

        assertEquals("", out());
        assertEquals("Invalid address.\n", err());
    }

    @Test
    void anUnknownCommandIsWrongUsage() throws Exception {
        assertEquals(ControlClient.USAGE, run("-p", "" + node().controlPort(), "hello"));

        assertTrue(err().startsWith("Usage:\n\tstatus\n\tlookup [--wait <seconds>] [--proof] <query>\n"), err());
    }

    @Test
    void lookupWaitsForTheAddress() throws Exception {
        RunningNode a = node("foo:8080");
        RunningNode b = node();
        b.meet(a);

        assertEquals(ControlClient.OK, run("-p", "" + b.controlPort(), "lookup", "foo.p2p"));
        assertEquals("127.0.0.1:8080\n", out());
    }

    @Test
    void lookupWaitsAsLongAsItIsTold() throws Exception {
        assertEquals(ControlClient.TIMED_OUT, run("-p", "" + node().controlPort(), "lookup", "--wait", "1", "foo.p2p"));
        assertEquals("No address found within 1 seconds.\n", err());
    }

    @Test
    void aLongReplyIsPutTogether() throws Exception {
        String[] names = new String[200];
        for (int i = 0; i < names.length; i++) {
            names[i] = "name" + i + ":80";
        }
        RunningNode node = node(names);

        assertEquals(ControlClient.OK, run("-p", "" + node.controlPort(), "list", "values"));

        List<String> lines = out().lines().toList();
        assertEquals(1 + 4 * names.length + 1, lines.size());
        assertEquals(" Found 200 values.", lines.getLast());
    }

    @Test
    void nobodyThereIsToldAtOnce() throws Exception {
        int free;
        try (DatagramSocket any = new DatagramSocket()) {
            free = any.getLocalPort();
        }

        assertEquals(ControlClient.UNREACHABLE, run("-p", "" + free, "status"));
        assertEquals("No response received: no node listens on port " + free + " of this machine.\n", err());
    }

    @Test
    void aNodeOfOneDotZeroIsAskedAgainUntilItHasAnAddress() throws Exception {
        List<String> asked = new ArrayList<>();
        int port = fake(request -> {
            asked.add(request);
            return switch (asked.size()) {
                case 1 -> "1Usage:\n\tstatus\n";
                case 2 -> "1Search started.\n";
                case 3 -> "1Search in progress.\n";
                default -> "0192.0.2.1:80\n";
            };
        });

        assertEquals(ControlClient.OK, run("-p", "" + port, "lookup", "foo"));

        assertEquals("192.0.2.1:80\n", out());
        assertEquals(List.of(" lookup --wait 10 foo\n", " lookup foo\n", " lookup foo\n", " lookup foo\n"), asked);
    }

    @Test
    void aSearchThatGoesOnAfterThePatienceIsATimeOut() throws Exception {
        int port = fake(request -> "1Search in progress.\n");

        assertEquals(ControlClient.TIMED_OUT, run("-p", "" + port, "lookup", "foo"));
        assertEquals("No address found within 10 seconds.\n", err());
    }

    @Test
    void aReplyWithoutStatusIsInvalid() throws Exception {
        assertEquals(ControlClient.FAILED, run("-p", "" + fake(request -> "?"), "status"));
        assertEquals("Invalid response received.\n", err());
    }

    @Test
    void helpIsForStandardOutput() {
        assertEquals(ControlClient.OK, run("-h"));
        assertTrue(out().contains("Usage: kadnode-ctl [-p <port>] <command>"), out());
    }

    @Test
    void wrongUsageIsTold() {
        assertEquals(ControlClient.USAGE, run());
        assertEquals(ControlClient.USAGE, run("-p"));
        assertEquals(ControlClient.USAGE, run("-p", "0", "status"));
        assertEquals(ControlClient.USAGE, run("-p", "65536", "status"));
        assertEquals(ControlClient.USAGE, run("-p", "99999999999", "status"));
        assertEquals(ControlClient.USAGE, run("-p", "", "status"));
        assertEquals(ControlClient.USAGE, run("-px", "status"));
        assertEquals(ControlClient.USAGE, run("-x", "status"));
        assertEquals("", out());
    }

    private RunningNode node(String... values) throws IOException {
        RunningNode node = new RunningNode("ipv4", values);
        open.add(node);
        return node;
    }

    /** Something that answers requests at ::1. */
    private int fake(UnaryOperator<String> answers) throws IOException {
        DatagramSocket socket = new DatagramSocket(Loopback.v6(0));
        open.add(socket);
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                    socket.receive(packet);
                    packet.setData(
                            answers.apply(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                                    .getBytes(StandardCharsets.UTF_8));
                    socket.send(packet);
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return socket.getLocalPort();
    }

    private int run(String... arguments) {
        return ControlClient.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
