package org.kadnode.plugin.portfwd.upnp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kadnode.plugin.portfwd.Net;

/** The HTTP server of a router, on loopback: one connection for each request. */
final class FakeRouter implements AutoCloseable {

    /** What it does when it is asked. */
    @FunctionalInterface
    interface Habit {

        /**
         * Answers, or does something else.
         *
         * @param request its first line without the version, e.g. {@code GET /root.xml}, and its body after a space if it
         *     has one
         * @param out to the client
         */
        void asked(String request, OutputStream out) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 50, Net.address("127.0.0.1"));
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Habit habit;

    FakeRouter(Habit habit) throws IOException {
        this.habit = habit;
        Thread.ofPlatform().daemon().start(this::serve);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    /** What it was asked so far. */
    List<String> requests() {
        return requests;
    }

    /** Sends a whole answer. */
    static void answer(OutputStream out, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        head(out, status, "Content-Length: " + bytes.length);
        out.write(bytes);
    }

    static void head(OutputStream out, int status, String header) throws IOException {
        String head = "HTTP/1.1 " + status + " As It Is\r\nConnection: close\r\n" + header + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                String request = read(client);
                requests.add(request);
                habit.asked(request, client.getOutputStream());
            } catch (IOException e) {
                // The client has heard enough, or the test is over.
            }
        }
    }

    private static String read(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        String first = String.valueOf(in.readLine()).replaceFirst(" HTTP/.*", "");
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        StringBuilder body = new StringBuilder();
        while (body.length() < length) {
            body.append((char) in.read());
        }
        return body.isEmpty() ? first : first + " " + body;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
