package org.kadnode.plugin.portfwd.upnp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The search for a device (UPnP Device Architecture 1.1, section 1.3): a question into a multicast group and to the gateway
 * itself, and an answer that says where the device describes itself. Only the gateway is heard.
 */
final class Ssdp {

    /** The port of devices. */
    static final int PORT = 1900;

    private static final String GROUP = "239.255.255.250";

    private static final List<String> WANTED = List.of(
            "urn:schemas-upnp-org:device:InternetGatewayDevice:2",
            "urn:schemas-upnp-org:device:InternetGatewayDevice:1");

    /** Searches, which are lost like any other packet. */
    private static final int ROUNDS = 2;

    /** Routers in the group: an answer comes from the local network or one beside it. */
    private static final int TIME_TO_LIVE = 2;

    private static final int LONGEST = 2048;

    /** Datagrams that are looked at in one round, of whomever. */
    private static final int MOST_ANSWERS = 64;

    private Ssdp() {}

    /**
     * Searches on the gateway.
     *
     * @param gateway whose answer counts
     * @param own the address to ask from
     * @param port the port of devices
     * @param patience for how long
     * @return where it describes itself
     * @throws IOException if nothing can be sent
     * @throws InterruptedException if the thread is interrupted
     */
    static Optional<URI> search(InetAddress gateway, InetAddress own, int port, Duration patience)
            throws IOException, InterruptedException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(own, 0))) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, TIME_TO_LIVE);
            NetworkInterface link = NetworkInterface.getByInetAddress(own);
            if (link != null) {
                socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, link);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (String type : WANTED) {
                    byte[] question = question(type);
                    sendToGroup(socket, question, port);
                    socket.send(new DatagramPacket(question, question.length, gateway, port));
                }
                Optional<URI> found = listen(socket, gateway, patience.dividedBy(ROUNDS));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            // Interrupting a virtual thread closes the socket on which it waits.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    private static void sendToGroup(DatagramSocket socket, byte[] question, int port) {
        try {
            socket.send(new DatagramPacket(question, question.length, InetAddress.getByName(GROUP), port));
        } catch (IOException e) {
            // A network without multicast: the gateway itself is asked as well.
            return;
        }
    }

    private static byte[] question(String type) {
        return String.join(
                        "\r\n",
                        "M-SEARCH * HTTP/1.1",
                        "HOST: " + GROUP + ":" + PORT,
                        "MAN: \"ssdp:discover\"",
                        "MX: 1",
                        "ST: " + type,
                        "",
                        "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Optional<URI> listen(DatagramSocket socket, InetAddress gateway, Duration patience)
            throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int i = 0; i < MOST_ANSWERS; i++) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                break;
            }
            socket.setSoTimeout((int) left);
            DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                break;
            }
            if (packet.getAddress().equals(gateway)) {
                String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                Optional<URI> location = location(text, gateway);
                if (location.isPresent()) {
                    return location;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What an answer says.
     *
     * @param text an HTTP response without a body
     * @param gateway who sent it, and whom alone we ask for more
     * @return where the device describes itself; empty if it is no answer, or of another device, or names another host
     */
    static Optional<URI> location(String text, InetAddress gateway) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().matches("HTTP/1\\.[01] 200( .*)?")) {
            return Optional.empty();
        }
        return header(lines, "ST")
                .filter(WANTED::contains)
                .flatMap(type -> header(lines, "LOCATION"))
                .flatMap(where -> GatewayHttp.target(gateway, where));
    }

    private static Optional<String> header(List<String> lines, String name) {
        return lines.stream()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
