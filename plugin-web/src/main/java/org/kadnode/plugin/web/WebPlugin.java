package org.kadnode.plugin.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Metric;
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
                            "web-addr",
                            "address",
                            "web.addresses",
                            Option.Kind.TEXT,
                            "Answer on this IP address, too: 192.168.1.1. Needs --web-password-file.")
                    .repeated(),
            Option.value(
                    "web-password-file",
                    "file",
                    "web.password-file",
                    Option.Kind.PATH,
                    "Answer only those who know the password in this file, which is replaced by its hash."),
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
        Optional<Login> login = login(node, settings);
        if (settings.isPublic() && identity.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "web: other machines ask over plain HTTP, so others can read the password; see --web-cert");
        }
        Site site = new Site(
                new Gate(settings.hosts(), identity.isPresent() ? "https" : "http"),
                login,
                routes(node, settings, InstantSource.system()),
                counters);
        List<Listener> bound = new ArrayList<>();
        try {
            for (InetAddress address : settings.addresses()) {
                // A machine without IPv6 has no ::1; that is no reason not to serve the other.
                if (!address.equals(Family.of(address).loopback())
                        || NetworkInterface.getByInetAddress(address) != null) {
                    bound.add(Listener.bind(new InetSocketAddress(address, settings.port())));
                }
            }
        } catch (IOException e) {
            close(bound);
            throw e;
        }
        listeners = List.copyOf(bound);
        bound.forEach(each -> each.start(site, connections, identity, node.tasks()));
    }

    private static Optional<Login> login(KadNode node, WebSettings settings) {
        if (settings.password().isEmpty()) {
            return Optional.empty();
        }
        Path file = settings.password().get();
        SecureRandom random = new SecureRandom();
        try {
            return Optional.of(new Login(PasswordFile.read(file, random), node.tasks()::now, random));
        } catch (IOException e) {
            throw node.settings().refused("web.password-file", file.toString(), String.valueOf(e.getMessage()));
        }
    }

    /** All that can be asked for. */
    static List<Route> routes(KadNode node, WebSettings settings, InstantSource date) {
        return Stream.of(
                        new ClassicRoutes(node, settings).all(),
                        new ApiRoutes(node, settings).all(),
                        new SwarmRoutes(node).all(),
                        new ProgramRoutes(node).all(),
                        new DnsRoutes(node).all(),
                        new Monitoring(node).all(),
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
    public List<Metric> metrics() {
        return counters.metrics();
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
