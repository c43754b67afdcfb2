package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.kadnode.plugins.testkit.FakeNode;

/** A site over a fake node, asked without sockets. */
final class Asking {

    private static final int REAL_PATIENCE_SECONDS = 20;

    /** What the clock shows. */
    static final Instant DATE = Instant.parse("2026-01-02T03:04:05Z");

    final FakeNode node;
    final Counters counters = new Counters();
    final List<Route> routes;
    private final Site site;

    Asking(Map<String, ?> settings) {
        WebPlugin plugin = new WebPlugin();
        node = FakeNode.forPlugin(plugin, settings);
        WebSettings all = WebSettings.from(node.settings());
        routes = WebPlugin.routes(node, all, counters, () -> DATE);
        site = new Site(new Gate(all.hosts()), routes, counters);
    }

    Answer get(String target, String... headers) {
        return ask("GET", target, headers).join();
    }

    /** The body of an answer that has it at once. */
    static String body(Answer answer) {
        return assertInstanceOf(Answer.Body.Whole.class, answer.body()).text();
    }

    /** Asks on another thread; headers are names and values in turn, over a right {@code Host}. */
    CompletableFuture<Answer> ask(String method, String target, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("host", List.of("localhost:8053"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i].toLowerCase(Locale.ROOT), List.of(headers[i + 1]));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(site.answer(new Request(method, target, all)));
            } catch (InterruptedException | RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(REAL_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
