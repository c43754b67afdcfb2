package org.kadnode.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A DHT node that knows nobody, answers every query and keeps all it gets, as bytes (one character each). Whoever asks
 * for an item gets the one that was put last. It reads packets with regular expressions, so that it shares no mistake
 * with the code under test.
 */
final class RecordingNode implements AutoCloseable {
    static final String TOKEN = "sesame12";

    private static final String ID = "recording-node-00001";
    private static final Pattern TRANSACTION = Pattern.compile("1:t(\\d+):");
    private static final Pattern PUT = Pattern.compile(
            "(1:k32:.{32})(?:4:salt\\d+:.*)?(3:seqi\\d+e3:sig64:.{64})5:token8:" + TOKEN + "(1:v\\d+:.*)e1:q3:put1:t",
            Pattern.DOTALL);

    private final DatagramSocket socket;
    private final List<String> received = new CopyOnWriteArrayList<>();

    // The item that was put last, without its salt: what stands before the token and behind it. Only for the thread.
    private String before = "";
    private String after = "";

    RecordingNode() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The queries of one method up to now. */
    List<String> queries(String method) {
        return received.stream()
                .filter(packet -> packet.contains("1:q" + method.length() + ":" + method))
                .toList();
    }

    /** All packets up to now. */
    List<String> received() {
        return received;
    }

    void send(int port, String packet) throws IOException {
        byte[] bytes = packet.getBytes(StandardCharsets.ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    /** The transaction id of a packet; empty if there is none. */
    static Optional<String> transaction(String packet) {
        Matcher matcher = TRANSACTION.matcher(packet);
        // The last one: what stands before could be any bytes.
        Optional<String> found = Optional.empty();
        while (matcher.find()) {
            int end = matcher.end() + Integer.parseInt(matcher.group(1));
            if (end <= packet.length()) {
                found = Optional.of(packet.substring(matcher.end(), end));
            }
        }
        return found;
    }

    private void serve() {
        byte[] buffer = new byte[2048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                String text = new String(buffer, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                received.add(text);
                if (text.contains("1:y1:q")) {
                    answer(text, packet.getSocketAddress());
                }
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(String query, SocketAddress sender) throws IOException {
        String t = transaction(query).orElse("");
        Matcher put = PUT.matcher(query);
        if (put.find()) {
            before = put.group(1) + put.group(2);
            after = put.group(3);
        }
        String values = "";
        if (query.contains("1:q9:get_peers")) {
            values = "5:token8:" + TOKEN;
        } else if (query.contains("1:q3:get1:t")) {
            values = before + "5:token8:" + TOKEN + after;
        }
        byte[] answer = ("d1:rd2:id20:" + ID + values + "e1:t" + t.length() + ":" + t + "1:y1:re")
                .getBytes(StandardCharsets.ISO_8859_1);
        socket.send(new DatagramPacket(answer, answer.length, sender));
    }

    @Override
    public void close() {
        socket.close();
    }
}
