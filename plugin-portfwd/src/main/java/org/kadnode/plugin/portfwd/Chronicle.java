package org.kadnode.plugin.portfwd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kadnode.plugins.Family;

/** What the log is told of one family: each thing once, and again when it has changed. */
final class Chronicle {

    private static final Logger LOG = System.getLogger(Chronicle.class.getName());

    private final Family family;
    private Optional<Gateway> gateway = Optional.empty();
    private boolean silent = true;
    private Optional<String> failure = Optional.empty();
    private Optional<InetAddress> outside = Optional.empty();
    private final Map<InsidePort, String> ports = new HashMap<>();

    Chronicle(Family family) {
        this.family = family;
    }

    /** The gateway of the moment. */
    void gateway(Optional<Gateway> found) {
        if (silent || !found.equals(gateway)) {
            if (found.isEmpty()) {
                info("no gateway");
            }
            failure = Optional.empty();
            outside = Optional.empty();
            ports.clear();
        }
        silent = false;
        gateway = found;
    }

    /** How it stands. */
    void tell(Course course) {
        Optional<String> reason = course.failure();
        if (failure.isEmpty() && reason.isPresent()) {
            info(where() + " forwards nothing (" + reason.get() + "); it is asked again from time to time");
        }
        failure = reason;
        outside(course.outside());
        ports.keySet()
                .removeIf(port -> course.mappings().stream()
                        .noneMatch(each -> each.inside().equals(port)));
        for (Mapping each : course.mappings()) {
            if (each.outside().isPresent()) {
                port(
                        each.inside(),
                        "is reached at "
                                + place(course.outside(), each.outside().getAsInt()));
            } else if (reason.isEmpty()) {
                each.trouble().ifPresent(trouble -> port(each.inside(), "is not forwarded: " + trouble));
            }
        }
    }

    private void outside(Optional<InetAddress> address) {
        if (!address.equals(outside) && address.isPresent() && family == Family.IPV4 && isPrivate(address.get())) {
            info(where() + " has the address " + address.get().getHostAddress()
                    + ", which is not public: there is another router before it");
        }
        outside = address;
    }

    private void port(InsidePort inside, String news) {
        if (!news.equals(ports.put(inside, news))) {
            info(inside + " " + news);
        }
    }

    private String where() {
        return gateway.map(each -> "gateway " + each).orElse("no gateway");
    }

    private void info(String news) {
        LOG.log(Level.INFO, "Port forwarding (" + family.label() + "): " + news);
    }

    /** An address and port as people read them; the address may be unknown. */
    static String place(Optional<InetAddress> address, int port) {
        return address.map(InetAddress::getHostAddress)
                .map(text -> text.contains(":") ? "[" + text + "]:" + port : text + ":" + port)
                .orElse("port " + port);
    }

    /** Whether an address of IPv4 is one of those that are translated on their way out (RFC 1918, RFC 6598, RFC 3927). */
    static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean shared = (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
        return shared || address.isSiteLocalAddress() || address.isLinkLocalAddress() || address.isLoopbackAddress();
    }
}
