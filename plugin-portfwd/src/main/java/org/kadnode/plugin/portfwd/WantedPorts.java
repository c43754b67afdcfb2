package org.kadnode.plugin.portfwd;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kadnode.plugins.Announcement;

/**
 * The ports that are to be forwarded: that of the DHT always, over UDP, and those that were named for services, over UDP and
 * TCP, as long as they are announced.
 *
 * @param dhtPort the port of the DHT
 * @param services when each of the others is needed no longer; empty for the whole run
 */
record WantedPorts(int dhtPort, Map<Integer, Optional<Instant>> services) {

    static WantedPorts of(int dhtPort, List<Announcement> announcements) {
        Map<Integer, Optional<Instant>> services = new LinkedHashMap<>();
        for (Announcement each : announcements) {
            for (int port : each.services()) {
                services.merge(port, each.endsAt(), WantedPorts::later);
            }
        }
        return new WantedPorts(dhtPort, services);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        return one.get().isAfter(other.get()) ? one : other;
    }

    /** All of them, the most important first. */
    List<InsidePort> inside() {
        List<InsidePort> inside = new ArrayList<>();
        inside.add(dht());
        for (int port : services.keySet()) {
            inside.add(new InsidePort(Transport.UDP, port));
            inside.add(new InsidePort(Transport.TCP, port));
        }
        return inside.stream().distinct().toList();
    }

    InsidePort dht() {
        return new InsidePort(Transport.UDP, dhtPort);
    }

    /** When a port is needed no longer; empty for the whole run. */
    Optional<Instant> endOf(int port) {
        return port == dhtPort ? Optional.empty() : services.getOrDefault(port, Optional.empty());
    }
}
