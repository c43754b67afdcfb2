package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.DnsResponder;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Forwardings;

/** What is answered is what {@code openapi.json} promises, for every route, and every status that it names. */
class OpenApiTest {

    /** Method, target and status; those of 403 and 503 follow from them. */
    private static final List<String> SAMPLES = List.of(
            "GET /api/v1/status 200",
            "GET /api/v1/lookup?name=foo.p2p 200",
            "GET /api/v1/lookup?name=nobody.p2p 200",
            "GET /api/v1/lookup 400",
            "GET /api/v1/lookup?name=%zz 400",
            "GET /api/v1/lookup/events?name=foo.p2p 200",
            "GET /api/v1/lookup/events 400",
            "GET /api/v1/announcements 200",
            "GET /api/v1/peers 200",
            "GET /api/v1/buckets 200",
            "GET /api/v1/searches 200",
            "GET /api/v1/storage 200",
            "GET /api/v1/blocklist 200",
            "GET /api/v1/plugins 200",
            "GET /api/v1/forwardings 200",
            "GET /api/v1/log 200",
            "POST /api/v1/announcements?name=bar 201",
            "POST /api/v1/announcements?name=bar&port=80&minutes=30 201",
            "POST /api/v1/announcements?name=bar&port=99999 400",
            "POST /api/v1/announcements?name=bar&minutes=-1 400",
            "POST /api/v1/announcements?port=80 400",
            "DELETE /api/v1/announcements?name=bar 200",
            "DELETE /api/v1/announcements?name=other 404",
            "DELETE /api/v1/announcements 400",
            "POST /api/v1/peers?address=192.0.2.1:6881 200",
            "POST /api/v1/peers?address=[2001:db8::1]:6881 200",
            "POST /api/v1/peers?address=192.0.2.1 400",
            "POST /api/v1/peers?address=192.0.2.1:0 400",
            "POST /api/v1/peers?address=192.0.2.1:99999 400",
            "POST /api/v1/peers?address=localhost:6881 400",
            "POST /api/v1/blocklist?address=192.0.2.1 200",
            "POST /api/v1/blocklist?address=localhost 400",
            "GET /metrics 200",
            "GET /healthz 200",
            "GET /readyz 200",
            "GET /lookup?foo.p2p 200",
            "GET /lookup? 400",
            "GET /lookup?nobody.p2p 404",
            "GET /announce?foo 200",
            "GET /announce?foo:0 400",
            "GET /blacklist?192.0.2.1 200",
            "GET /blacklist?foo 400",
            "GET /dns-query?dns=abcd 200",
            "GET /dns-query?dns=*** 400",
            "POST /dns-query 415",
            "GET /api/v1/openapi.json 200");

    /** What is for people. */
    private static final List<String> PAGE =
            List.of("/", "/page.css", "/page.js", "/lookup.js", "/dns.js", "/draw.js", "/icon.svg", "/qr.svg");

    private static final String[] WRONG = {"Authorization", LoginTest.basic("wrong")};

    private final Asking asking = new Asking(Map.of("web.settling", "0 s", "web.patience", "0 s"));
    private final Asking closed = new Asking(Map.of(), Optional.of(LoginTest.HASH));
    private final Map<String, Object> document = map(JsonReader.read(Asking.body(asking.get("/api/v1/openapi.json"))));

    /** Statuses that were seen, as "GET /path 200". */
    private final Set<String> seen = new TreeSet<>();

    @Test
    void everyAnswerIsAsTheDocumentSays() {
        asking.node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80").searchEnds("foo.p2p");
        asking.node.searchEnds("nobody.p2p");
        asking.node.announce(new AnnounceRequest("bar", OptionalInt.of(80), Optional.empty()));

        asking.node.inspection(Swarm.SEEN);
        asking.node.program(Surroundings.PROGRAM);
        asking.node.offer(Forwardings.class, () -> Surroundings.FORWARDINGS);

        assertEquals(503, ask("GET", "/dns-query?dns=abcd"));
        assertEquals(503, post("message"));
        asking.node.offer(
                DnsResponder.class, (query, asker) -> query.length == 0 ? Optional.empty() : Optional.of(query));
        assertEquals(200, post("message"));
        for (String sample : SAMPLES) {
            String[] parts = sample.split(" ", -1);
            assertEquals(Integer.parseInt(parts[2]), ask(parts[0], parts[1]), sample);
        }
        assertEquals(504, ask("GET", "/lookup?unknown.p2p"));
        SAMPLES.stream()
                .filter(sample -> sample.endsWith(" 200") || sample.endsWith(" 201"))
                .map(sample -> sample.split(" ", -1))
                .forEach(parts -> {
                    assertEquals(403, ask(parts[0], parts[1], "Host", "evil.example"), parts[1]);
                    asking.node.busy(true);
                    ask(parts[0], parts[1]);
                    asking.node.busy(false);
                });
        assertEquals(403, ask("POST", "/dns-query", "Host", "evil.example"));
        assertEquals(400, post(""));
        asking.node.joined(Family.IPV4, false).joined(Family.IPV6, false);
        assertEquals(503, ask("GET", "/readyz"));

        askWithoutThePassword();

        assertEquals(documented(), seen);
    }

    /** All but whether the node runs is for those alone who know it; some fail too often even to try. */
    private void askWithoutThePassword() {
        askAllOf();
        for (int i = 0; i < Login.MOST_FAILURES; i++) {
            closed.get("/", WRONG);
        }
        askAllOf(WRONG);
    }

    private void askAllOf(String... headers) {
        for (String sample : SAMPLES) {
            String[] parts = sample.split(" ", -1);
            check(parts[0], parts[1], closed.ask(parts[0], parts[1], headers));
        }
    }

    @Test
    void theEventsOfALookUpAreAsTheDocumentSays() throws Exception {
        asking.node.found("foo.p2p", "192.0.2.1:80").searchEnds("foo.p2p").searches("foo.p2p", Swarm.SEARCH);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertInstanceOf(
                        Answer.Body.Streamed.class,
                        asking.get("/api/v1/lookup/events?name=foo.p2p").body())
                .stream()
                .writeTo(out);

        List<String> events = new ArrayList<>();
        for (String event : out.toString(StandardCharsets.UTF_8).strip().split("\n\n", -1)) {
            String[] lines = event.split("\n", -1);
            String name = lines[0].replace("event: ", "");
            events.add(name);
            String schema = "Lookup" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            check(
                    JsonReader.read(lines[1].replace("data: ", "")),
                    Map.of("$ref", "#/components/schemas/" + schema),
                    name);
        }
        assertEquals(List.of("begin", "address", "progress", "end"), events);
    }

    @Test
    void everyRouteIsInTheDocument() {
        Set<String> routes = new TreeSet<>();
        asking.routes.forEach(route -> routes.add(route.method() + " " + route.path()));
        PAGE.forEach(path -> assertTrue(routes.remove("GET " + path), path));
        Set<String> documented = new TreeSet<>();
        documented().forEach(each -> documented.add(each.substring(0, each.lastIndexOf(' '))));

        assertEquals(routes, documented);
    }

    private Set<String> documented() {
        Set<String> all = new TreeSet<>();
        map(get(document, "paths"))
                .forEach((path, methods) -> map(methods)
                        .forEach((method, operation) -> map(get(operation, "responses"))
                                .keySet()
                                .forEach(status ->
                                        all.add(method.toUpperCase(Locale.ROOT) + " " + path + " " + status))));
        return all;
    }

    private int post(String message) {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        return check(
                "POST",
                "/dns-query",
                asking.send("POST", "/dns-query", body, "Content-Type", "application/dns-message"));
    }

    private int ask(String method, String target, String... headers) {
        return check(method, target, asking.ask(method, target, headers));
    }

    /** Compares an answer with the document, and returns its status. */
    private int check(String method, String target, CompletableFuture<Answer> asked) {
        Answer answer = asked.join();
        String path = target.replaceFirst("\\?.*", "");
        seen.add(method + " " + path + " " + answer.status());
        Object operation = get(get(get(document, "paths"), path), method.toLowerCase(Locale.ROOT));
        Object response = get(get(operation, "responses"), Integer.toString(answer.status()));
        String type = String.valueOf(answer.headers().get("Content-Type")).replaceFirst(";.*", "");
        Object schema = get(get(get(response, "content"), type), "schema");
        if (type.equals("application/json")) {
            check(JsonReader.read(Asking.body(answer)), map(schema), method + " " + target);
        }
        return answer.status();
    }

    private void check(Object value, Map<String, Object> schema, String where) {
        if (schema.containsKey("$ref")) {
            String name = String.valueOf(schema.get("$ref")).replace("#/components/schemas/", "");
            check(value, map(get(get(get(document, "components"), "schemas"), name)), where);
            return;
        }
        if (schema.containsKey("enum")) {
            assertTrue(list(get(schema, "enum")).contains(value), where + ": " + value);
            return;
        }
        switch (String.valueOf(schema.get("type"))) {
            case "string" -> assertInstanceOf(String.class, value, where);
            case "integer" -> assertInstanceOf(Long.class, value, where);
            case "boolean" -> assertInstanceOf(Boolean.class, value, where);
            case "array" -> list(value).forEach(each -> check(each, map(get(schema, "items")), where));
            case "object" -> {
                if (schema.containsKey("properties")) {
                    Map<String, Object> properties = map(schema.get("properties"));
                    assertTrue(map(value).keySet().containsAll(list(get(schema, "required"))), where + ": " + value);
                    map(value).forEach((key, each) -> check(each, map(get(properties, key)), where + " " + key));
                }
            }
            default -> throw new AssertionError("a schema without a type at " + where + ": " + schema);
        }
    }

    private static Object get(Object object, String key) {
        Object value = map(object).get(key);
        if (value == null) {
            throw new AssertionError("no " + key + " in " + object);
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) assertInstanceOf(Map.class, value);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) assertInstanceOf(List.class, value);
    }
}
