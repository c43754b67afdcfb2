package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.testkit.FakeNode;

/** A site over a fake node, asked without sockets. */
final class Asking {

    private static final int REAL_PATIENCE_SECONDS = 20;

    /** What the clock shows. */
    static final Instant DATE = Instant.parse("2026-01-02T03:04:05Z");

    /** Who asks. */
    static final InetSocketAddress ASKER = new InetSocketAddress(Family.IPV4.loopback(), 40_000);

    final FakeNode node;
    final Counters counters = new Counters();
    final List<Route> routes;
    private final Site site;

    Asking(Map<String, ?> settings) {
        this(settings, Optional.empty());
    }

    /** A site that asks for a password. */
    Asking(Map<String, ?> settings, Optional<PasswordHash> password) {
        WebPlugin plugin = new WebPlugin();
        node = FakeNode.forPlugin(plugin, settings);
        WebSettings all = WebSettings.from(node.settings());
        routes = WebPlugin.routes(node, all, () -> DATE);
        site = new Site(
                new Gate(all.hosts(), "http"),
                password.map(hash -> new Login(hash, node.tasks()::now, new Random(1))),
                routes,
                counters);
    }

    Answer get(String target, String... headers) {
        return ask("GET", target, headers).join();
    }

    /** The body of an answer that has it at once. */
    static String body(Answer answer) {
        ByteBuffer bytes =
                assertInstanceOf(Answer.Body.Whole.class, answer.body()).bytes();
        byte[] text = new byte[bytes.remaining()];
        bytes.duplicate().get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Asks on another thread; headers are names and values in turn, over a right {@code Host}. */
    CompletableFuture<Answer> ask(String method, String target, String... headers) {
        return send(method, target, new byte[0], headers);
    }

    /** The same with a body. */
    CompletableFuture<Answer> send(String method, String target, byte[] body, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("host", List.of("localhost:8053"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i].toLowerCase(Locale.ROOT), List.of(headers[i + 1]));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(site.answer(new Request(method, target, all, ByteBuffer.wrap(body), ASKER)));
            } catch (InterruptedException | RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(REAL_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
