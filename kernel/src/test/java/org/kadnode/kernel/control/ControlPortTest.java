package org.kadnode.kernel.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kadnode.kernel.shell.Eventually;
import org.kadnode.kernel.shell.Loopback;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Command.Reply;
import org.kadnode.plugins.Family;

class ControlPortTest {

    private final CommandTable table = new CommandTable();
    private int number;
    private ControlPort port = ControlPort.open(table, 0);

    @BeforeEach
    void open() throws IOException {
        table.add("test", new Command("echo", "", "", words -> Reply.ok(String.join("+", words))));
        try (DatagramSocket any = new DatagramSocket()) {
            number = any.getLocalPort();
        }
        port = ControlPort.open(table, number);
    }

    @AfterEach
    void close() {
        port.close();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aRequestIsAnsweredAtBothLoopbackAddresses(Family family) throws IOException {
        assertEquals("0a+b\n", ask(family, " echo a b\n"));
        assertEquals("0a+b\n", ask(family, "echo\ta\r\n\u0000b"));
    }

    @Test
    void anUnknownCommandIsAnsweredWithTheUsage() throws IOException {
        assertEquals("1Usage:\n\techo\n", ask(Family.IPV6, "shout"));
        assertEquals("1Usage:\n\techo\n", ask(Family.IPV6, "\n"));
    }

    @Test
    void anEmptyDatagramGetsNoReply() throws IOException {
        try (DatagramSocket client = client(Family.IPV4)) {
            send(client, "");
            send(client, "echo after");

            assertEquals("0after\n", receive(client));
        }
    }

    @Test
    void bytesThatAreNoTextDoNoHarm() throws IOException {
        try (DatagramSocket client = client(Family.IPV4)) {
            client.send(new DatagramPacket(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0xc0}, 5));
            assertEquals("1Usage:\n\techo\n", receive(client));
        }
    }

    @Test
    void aSlowCommandHoldsNobodyUp() throws IOException {
        table.add("test", new Command("sleep", "", "", words -> {
            Thread.sleep(Eventually.PATIENCE.multipliedBy(10));
            return Reply.ok("");
        }));
        try (DatagramSocket client = client(Family.IPV4)) {
            send(client, "sleep");
            send(client, "echo quick");

            assertEquals("0quick\n", receive(client));
        }
    }

    @Test
    void moreRequestsThanArePossibleAtOnceAreToldToComeLater() throws IOException {
        table.add("test", new Command("sleep", "", "", words -> {
            Thread.sleep(Eventually.PATIENCE.multipliedBy(10));
            return Reply.ok("");
        }));
        try (DatagramSocket client = client(Family.IPV4)) {
            String reply = "";
            client.setSoTimeout(1);
            for (int i = 0; reply.isEmpty() && i < 10_000; i++) {
                send(client, "sleep");
                reply = receiveIfAny(client);
            }

            assertEquals("1Too many requests at once; try again.\n", reply);
        }
    }

    @Test
    void thePortIsOpenOnLoopbackOnly() {
        List<InetSocketAddress> addresses = port.addresses();

        assertEquals(List.of(Loopback.v4(number), Loopback.v6(number)), addresses);
    }

    @Test
    void aPortInUseIsLeftOutAndTheRestRuns() {
        ControlPort second = ControlPort.open(table, number);

        assertEquals(List.of(), second.addresses());
        second.close();
    }

    @Test
    void portZeroOpensNothing() {
        assertTrue(ControlPort.open(table, 0).addresses().isEmpty());
    }

    private String ask(Family family, String request) throws IOException {
        try (DatagramSocket client = client(family)) {
            send(client, request);
            return receive(client);
        }
    }

    private DatagramSocket client(Family family) throws IOException {
        DatagramSocket client = new DatagramSocket();
        client.connect(new InetSocketAddress(Loopback.address(family), number));
        client.setSoTimeout((int) Eventually.PATIENCE.toMillis());
        return client;
    }

    private static void send(DatagramSocket client, String request) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        client.send(new DatagramPacket(bytes, bytes.length));
    }

    private static String receive(DatagramSocket client) throws IOException {
        DatagramPacket reply = new DatagramPacket(new byte[2000], 2000);
        client.receive(reply);
        return new String(reply.getData(), 0, reply.getLength(), StandardCharsets.UTF_8);
    }

    private static String receiveIfAny(DatagramSocket client) throws IOException {
        try {
            return receive(client);
        } catch (java.net.SocketTimeoutException none) {
            return "";
        }
    }
}
