package org.kadnode.plugin.portfwd.upnp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP with the gateway and nobody else: whatever a description names, other hosts are not asked, redirections are not
 * followed, and no proxy is used. Answers are bounded in size and time.
 */
final class GatewayHttp implements AutoCloseable {

    /** The longest answer, in bytes. Descriptions have some 10,000. */
    static final int LONGEST = 256 * 1024;

    private static final int LONGEST_URI = 1024;

    private final InetAddress gateway;
    private final Duration patience;
    private final HttpClient client;

    /**
     * Nothing is asked yet.
     *
     * @param gateway the only host
     * @param patience for one request, from the connection to the last byte
     */
    GatewayHttp(InetAddress gateway, Duration patience) {
        this.gateway = gateway;
        this.patience = patience;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(patience)
                .executor(task -> Thread.ofVirtual().name("portfwd http").start(task))
                .build();
    }

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param body the text, as UTF-8
     */
    record Answer(int status, String body) {}

    /**
     * The place that a text names, if it is on the gateway.
     *
     * @param gateway the only host; compared as it is written, for names are never looked up
     */
    static Optional<URI> target(InetAddress gateway, String text) {
        if (text.length() > LONGEST_URI) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(text)).filter(uri -> isOn(gateway, uri));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isOn(InetAddress gateway, URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme())
                && gateway.getHostAddress().equals(uri.getHost())
                && uri.getRawUserInfo() == null
                && uri.getPort() != 0
                && uri.getPort() <= 65535;
    }

    /** Reads a description. */
    String get(URI uri) throws IOException, InterruptedException {
        Answer answer = send(HttpRequest.newBuilder(permitted(uri)).GET());
        if (answer.status() != 200) {
            throw new IgdException(IgdException.NO_ANSWER, "HTTP status " + answer.status());
        }
        return answer.body();
    }

    /** Posts a text with headers. */
    Answer post(URI uri, String body, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(permitted(uri))
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        headers.forEach(request::header);
        return send(request);
    }

    private URI permitted(URI uri) throws IgdException {
        return target(gateway, uri.toString())
                .orElseThrow(() -> new IgdException(IgdException.NO_ANSWER, "it names another host"));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Optional<byte[]>>> answer =
                client.sendAsync(request.build(), info -> new BoundedBody(LONGEST));
        try {
            HttpResponse<Optional<byte[]>> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            byte[] body = response.body()
                    .orElseThrow(() -> new IgdException(IgdException.NO_ANSWER, "its answers are too long"));
            return new Answer(response.statusCode(), new String(body, StandardCharsets.UTF_8));
        } catch (ExecutionException | TimeoutException e) {
            throw new IgdException(IgdException.NO_ANSWER, "no answer");
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
