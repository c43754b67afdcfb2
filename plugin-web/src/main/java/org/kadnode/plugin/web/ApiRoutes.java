package org.kadnode.plugin.web;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.NodeStatus.FamilyStatus;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.Tasks;

/** The API for programs, in JSON, as {@code openapi.json} describes it. */
final class ApiRoutes {

    static final String PREFIX = "/api/v1";

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    /** How long addresses are told of as they come; shorter than {@link Limits#ANSWER}. */
    static final Duration WATCH = Duration.ofSeconds(50);

    /** How often it is told how the searches go, if they do. */
    private static final Duration NEWS = Duration.ofMillis(200);

    private static final int HIGHEST_PORT = 65535;

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,6}");
    private static final Pattern ENDPOINT =
            Pattern.compile("(?:\\[(?<v6>[^\\[\\]]+)]|(?<v4>[0-9.]+)):(?<port>[0-9]{1,5})");

    private final KadNode node;
    private final WebSettings settings;

    ApiRoutes(KadNode node, WebSettings settings) {
        this.node = node;
        this.settings = settings;
    }

    List<Route> all() {
        return List.of(
                Route.reads(PREFIX + "/status", request -> json(Answer.OK, status())),
                Route.reads(PREFIX + "/lookup", this::lookup),
                Route.reads(PREFIX + "/lookup/events", this::watch),
                Route.reads(PREFIX + "/announcements", request -> json(Answer.OK, announcements())),
                Route.changes("POST", PREFIX + "/announcements", this::announce),
                Route.changes("DELETE", PREFIX + "/announcements", this::withdraw),
                Route.changes("POST", PREFIX + "/peers", this::meet),
                Route.changes("POST", PREFIX + "/blocklist", this::block));
    }

    private Map<String, Object> status() {
        NodeStatus status = node.status();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("version", status.version());
        map.put("nodeId", status.nodeId());
        map.put("families", status.families().stream().map(ApiRoutes::family).toList());
        map.put("announcements", status.announcements());
        return map;
    }

    private static Map<String, Object> family(FamilyStatus each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("family", each.family().label());
        map.put("nodeId", each.nodeId());
        map.put("joined", each.nodes() > 0);
        map.put("reachable", each.reachable());
        map.put("boundTo", Literal.text(each.boundTo()));
        map.put("nodes", each.nodes());
        map.put("goodNodes", each.goodNodes());
        map.put("storedIdentifiers", each.storedIdentifiers());
        map.put("storedPeers", each.storedPeers());
        map.put("activeLookups", each.activeLookups());
        map.put("completedLookups", each.completedLookups());
        return map;
    }

    private Answer lookup(Request request) throws InterruptedException {
        String name = needed(request, "name");
        Tasks tasks = node.tasks();
        try (Resolution resolution = node.resolve(Query.of(name))) {
            List<ResolvedAddress> found =
                    resolution.settled(tasks.now().plus(settings.patience()), settings.settling(), tasks);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", name);
            map.putAll(progress(resolution));
            map.put("addresses", found.stream().map(ApiRoutes::address).toList());
            return json(Answer.OK, map);
        }
    }

    private static Map<String, Object> progress(Resolution resolution) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("state", resolution.state().name().toLowerCase(Locale.ROOT));
        map.put("unverified", resolution.unverified());
        return map;
    }

    private static Map<String, Object> address(ResolvedAddress each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("address", each.address().getAddress().getHostAddress());
        map.put("port", each.address().getPort());
        map.put("endpoint", Literal.text(each.address()));
        map.put("proof", each.proof().name().toLowerCase(Locale.ROOT));
        map.put("trustSeconds", each.trust().toSeconds());
        return map;
    }

    /**
     * Server-sent events (HTML, section 9.2): {@code address} for each as it is found, {@code progress} as the searches go on,
     * and one {@code end}.
     */
    private Answer watch(Request request) {
        // Whatever is wrong with the name is told with a status, which must come before the first event.
        Duration begin = node.tasks().now();
        Resolution resolution = node.resolve(Query.of(needed(request, "name")));
        return Answer.streamed(EVENTS, new Answer.Stream() {
            @Override
            public void writeTo(OutputStream out) throws IOException, InterruptedException {
                tell(resolution, begin, out);
            }

            @Override
            public void close() {
                resolution.close();
            }
        });
    }

    private void tell(Resolution resolution, Duration begin, OutputStream out)
            throws IOException, InterruptedException {
        Tasks tasks = node.tasks();
        Duration deadline = begin.plus(WATCH);
        event(out, "begin", progress(resolution));
        List<Inspection.Search> told = List.of();
        boolean more = true;
        while (more) {
            Duration left = tasks.until(deadline);
            // Asked before the rest, or what comes with the end would be missed.
            more = resolution.state() != Resolution.State.ENDED && left.isPositive();
            Optional<ResolvedAddress> found = resolution.next(left.compareTo(NEWS) < 0 ? left : NEWS);
            while (found.isPresent()) {
                Map<String, Object> map = new LinkedHashMap<>(address(found.get()));
                map.put("afterMillis", tasks.now().minus(begin).toMillis());
                event(out, "address", map);
                found = resolution.next(Duration.ZERO);
            }
            List<Inspection.Search> searches = resolution.searches();
            if (!searches.equals(told)) {
                told = searches;
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("afterMillis", tasks.now().minus(begin).toMillis());
                map.put("searches", searches.stream().map(SwarmRoutes::search).toList());
                event(out, "progress", map);
            }
        }
        Map<String, Object> end = new LinkedHashMap<>(progress(resolution));
        end.put("afterMillis", tasks.now().minus(begin).toMillis());
        event(out, "end", end);
    }

    private static void event(OutputStream out, String name, Map<String, Object> data) throws IOException {
        out.write(("event: " + name + "\ndata: " + Json.of(data) + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private List<Object> announcements() {
        return node.announcements().stream()
                .<Object>map(ApiRoutes::announcement)
                .toList();
    }

    private static Map<String, Object> announcement(Announcement each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", each.name());
        map.put("identifier", each.identifier());
        map.put("port", each.port());
        map.put("copies", each.copies());
        each.nextAt().map(Instant::toString).ifPresent(text -> map.put("nextAt", text));
        each.endsAt().map(Instant::toString).ifPresent(text -> map.put("endsAt", text));
        return map;
    }

    private Answer announce(Request request) {
        String name = needed(request, "name");
        Optional<Duration> lifetime = whole(request, "minutes").map(Duration::ofMinutes);
        OptionalInt port = whole(request, "port")
                .map(number -> OptionalInt.of(Math.toIntExact(number)))
                .orElse(OptionalInt.empty());
        return json(Answer.CREATED, announcement(node.announce(new AnnounceRequest(name, port, lifetime))));
    }

    private Answer withdraw(Request request) {
        String name = needed(request, "name");
        return node.withdraw(name) ? done() : Answer.text(Answer.NOT_FOUND, "that name is not announced");
    }

    private Answer meet(Request request) {
        Matcher form = ENDPOINT.matcher(needed(request, "address"));
        if (!form.matches()) {
            throw new IllegalArgumentException("the parameter address is not ADDRESS:PORT or [ADDRESS]:PORT");
        }
        String host = Optional.ofNullable(form.group("v6"))
                .or(() -> Optional.ofNullable(form.group("v4")))
                .orElse("");
        int port = Integer.parseInt(Optional.ofNullable(form.group("port")).orElse(""));
        if (port > HIGHEST_PORT) {
            throw new IllegalArgumentException("the parameter address has no port from 1 to " + HIGHEST_PORT);
        }
        node.meet(new InetSocketAddress(literal(host), port));
        return done();
    }

    private Answer block(Request request) {
        node.block(literal(needed(request, "address")));
        return done();
    }

    private static InetAddress literal(String text) {
        return Literal.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("the parameter address is not an IP address"));
    }

    private static String needed(Request request, String parameter) {
        return request.parameter(parameter)
                .orElseThrow(() -> new IllegalArgumentException("the parameter " + parameter + " is missing"));
    }

    private static Optional<Long> whole(Request request, String parameter) {
        Optional<String> text = request.parameter(parameter);
        if (text.filter(each -> !WHOLE.matcher(each).matches()).isPresent()) {
            throw new IllegalArgumentException("the parameter " + parameter + " is not a number from 0 to 999999");
        }
        return text.map(Long::parseLong);
    }

    private static Answer done() {
        return json(Answer.OK, Map.of("done", true));
    }

    static Answer json(int status, Object value) {
        return Answer.of(status, JSON, Json.of(value) + "\n");
    }
}
