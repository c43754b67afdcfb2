package org.kadnode.plugin.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.TlsIdentity;

/** The web plugin: it answers browsers and scripts of this machine. */
public final class WebPlugin implements Plugin {

    static final List<Option> OPTIONS = List.of(
            Option.value(
                    "web-port",
                    "port",
                    "web.port",
                    Option.Kind.PORT_OR_OFF,
                    "Answer browsers and scripts on this TCP port of 127.0.0.1 and ::1. 0 switches it off."),
            Option.value(
                            "web-host",
                            "name",
                            "web.hosts",
                            Option.Kind.TEXT,
                            "Let browsers ask under this name, too, beside localhost and addresses.")
                    .repeated(),
            Option.value(
                    "web-cert",
                    "file",
                    "web.tls.certificate",
                    Option.Kind.PATH,
                    "Answer over HTTPS with the certificate in this PEM file."),
            Option.value(
                    "web-key", "file", "web.tls.key", Option.Kind.PATH, "PEM file with the key of the certificate."));

    /** As the registry of ALPN calls it. */
    private static final String ALPN = "http/1.1";

    private static final System.Logger LOG = System.getLogger(WebPlugin.class.getName());

    private final Connections connections = new Connections();
    private final Counters counters = new Counters();
    private volatile List<Listener> listeners = List.of();

    /** Made by the kernel's service loader. */
    public WebPlugin() {}

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public void start(KadNode node) throws IOException {
        WebSettings settings = WebSettings.from(node.settings());
        if (settings.port() == 0) {
            return;
        }
        Optional<TlsIdentity> identity = settings.tls().isPresent()
                ? Optional.of(new TlsIdentity(
                        ALPN,
                        settings.tls().get().certificate(),
                        settings.tls().get().key(),
                        node.tasks()))
                : Optional.empty();
        Site site = new Site(
                new Gate(settings.hosts(), identity.isPresent() ? "https" : "http"),
                routes(node, settings, counters, InstantSource.system()),
                counters);
        List<Listener> bound = new ArrayList<>();
        try {
            for (Family family : Family.values()) {
                // A machine without IPv6 has no ::1; that is no reason not to serve the other.
                if (NetworkInterface.getByInetAddress(family.loopback()) != null) {
                    bound.add(Listener.bind(new InetSocketAddress(family.loopback(), settings.port())));
                }
            }
        } catch (IOException e) {
            close(bound);
            throw e;
        }
        listeners = List.copyOf(bound);
        bound.forEach(each -> each.start(site, connections, identity, node.tasks()));
    }

    /** All that can be asked for. */
    static List<Route> routes(KadNode node, WebSettings settings, Counters counters, InstantSource date) {
        return Stream.of(
                        new ClassicRoutes(node, settings).all(),
                        new ApiRoutes(node, settings).all(),
                        new SwarmRoutes(node).all(),
                        new DnsRoutes(node).all(),
                        new Monitoring(node, counters, date).all(),
                        new Page(node, date).all(),
                        Resources.all())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<StatusLine> statusLines() {
        List<Listener> open = listeners;
        if (open.isEmpty()) {
            return List.of(new StatusLine("Web", "off"));
        }
        String addresses = open.stream().map(Listener::toString).collect(Collectors.joining(", "));
        return List.of(new StatusLine("Web bound to", addresses), new StatusLine("Web requests", counters.toString()));
    }

    @Override
    public void stop() {
        close(listeners);
        listeners = List.of();
        connections.closeAll();
    }

    private static void close(List<Listener> open) {
        for (Listener each : open) {
            try {
                each.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "web: closing " + each, e);
            }
        }
    }
}
