package org.kadnode.plugin.web;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.kadnode.plugins.KadNodeException;

/** All that can be asked for: the switchboard between requests and routes. Any thread. */
final class Site {

    private static final System.Logger LOG = System.getLogger(Site.class.getName());

    private final Gate gate;
    private final Optional<Login> login;
    private final Counters counters;

    /** By path, then by method. */
    private final Map<String, Map<String, Route>> routes = new LinkedHashMap<>();

    /**
     * A site.
     *
     * @param login asks for the password; empty if there is none
     */
    Site(Gate gate, Optional<Login> login, Collection<Route> routes, Counters counters) {
        this.gate = gate;
        this.login = login;
        this.counters = counters;
        for (Route route : routes) {
            this.routes
                    .computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                    .put(route.method(), route);
        }
    }

    /** Answers a request, whatever it is. */
    Answer answer(Request request) throws InterruptedException {
        Map<String, Route> methods =
                Optional.ofNullable(routes.get(request.path())).orElse(Map.of());
        Optional<Route> route =
                Optional.ofNullable(methods.get(request.method().equals("HEAD") ? "GET" : request.method()));
        Optional<Answer> refusal =
                gate.refusal(request, route.map(Route::changes).orElse(false));
        // Whoever watches whether the node is alive need not know more of it.
        if (refusal.isEmpty() && login.isPresent() && !request.path().equals(Monitoring.HEALTH)) {
            refusal = login.get().refusal(request);
        }
        if (refusal.isPresent()) {
            counters.refused.increment();
            return refusal.get();
        }
        if (methods.isEmpty()) {
            counters.mistaken.increment();
            return Answer.text(Answer.NOT_FOUND, "there is nothing at this path");
        }
        // HEAD promises to change nothing (RFC 9110, section 9.2.1), which GET of KadNode 1.0 does not.
        if (route.isEmpty() || (request.method().equals("HEAD") && route.get().changes())) {
            counters.mistaken.increment();
            return notAllowed(methods);
        }
        return work(route.get(), request);
    }

    private static Answer notAllowed(Map<String, Route> methods) {
        String allowed = String.join(", ", new TreeSet<>(methods.keySet()));
        return Answer.text(Answer.METHOD_NOT_ALLOWED, "the method must be one of: " + allowed)
                .with("Allow", allowed);
    }

    private Answer work(Route route, Request request) throws InterruptedException {
        try {
            Answer answer = route.work().answer(request);
            counters.answered.increment();
            return answer;
        } catch (IllegalArgumentException malformed) {
            counters.mistaken.increment();
            return Answer.text(Answer.BAD_REQUEST, String.valueOf(malformed.getMessage()));
        } catch (KadNodeException refused) {
            int status = status(refused);
            (status == Answer.UNAVAILABLE ? counters.failed : counters.mistaken).increment();
            return Answer.text(status, String.valueOf(refused.getMessage()));
        } catch (RuntimeException e) {
            counters.failed.increment();
            LOG.log(System.Logger.Level.WARNING, "web: " + route.method() + " " + route.path(), e);
            return Answer.text(Answer.FAILED, "an error of the node; its log says more");
        }
    }

    /** The status code for what the node refuses. */
    static int status(KadNodeException refused) {
        return switch (refused.kind()) {
            case NAME, PORT, FAMILY, SETTING -> Answer.BAD_REQUEST;
            case BUSY, CLOSED -> Answer.UNAVAILABLE;
        };
    }
}
