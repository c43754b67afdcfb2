package org.kadnode.plugin.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.kadnode.plugin.dns.proxy.Authorities;
import org.kadnode.plugin.dns.proxy.Forwarder;
import org.kadnode.plugin.dns.proxy.ResolvConf;
import org.kadnode.plugin.dns.proxy.Timings;
import org.kadnode.plugin.dns.proxy.Upstream;
import org.kadnode.plugins.DnsResponder;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.Tasks;

/** The DNS plugin: a name server, on the loopback addresses unless told otherwise, for the names of the network. */
public final class DnsPlugin implements Plugin {

    /** How often we look which networks and addresses this machine has. */
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(10);

    private final Counters counters = new Counters();
    private final Admission admission = new Admission(Admission.MOST_WAITING);
    private volatile Networks networks = new Networks(List.of());
    private volatile Optional<Running> running = Optional.empty();

    /** All that is there from start to stop. */
    private record Running(Listeners listeners, Sockets sockets, Optional<Forwarder> proxy) {}

    /** Made by the kernel's service loader. */
    public DnsPlugin() {}

    @Override
    public List<Option> options() {
        return DnsOptions.ALL;
    }

    @Override
    public void start(KadNode node) throws IOException {
        DnsSettings settings = DnsSettings.from(node.settings());
        if (settings.port() == 0) {
            return;
        }
        networks = Networks.now();
        SecureRandom random = new SecureRandom();
        Optional<Forwarder> proxy = proxy(settings.proxy(), node.tasks(), random);
        NameServer server = new NameServer(
                node,
                settings,
                counters,
                () -> networks,
                proxy.map(each -> new Others(each::forward, node.tasks())),
                admission,
                random);
        Sockets opening = new Sockets(server, settings, node.tasks());
        Listeners opened = new Listeners(addresses(settings), opening);
        opened.start();
        running = Optional.of(new Running(opened, opening, proxy));
        node.offer(DnsResponder.class, new Window(server));
        node.tasks().every("dns surroundings", LOOK_PERIOD, () -> {
            networks = Networks.now();
            opened.follow();
        });
        node.subscribe(event -> heed(event, server));
    }

    private Optional<Forwarder> proxy(ProxySettings settings, Tasks tasks, SecureRandom random) throws IOException {
        if (!settings.isOn()) {
            return Optional.empty();
        }
        Authorities authorities = settings.authorities().isPresent()
                ? Authorities.of(settings.authorities().get())
                : Authorities.ofJdk();
        Optional<ResolvConf> system = settings.resolvConf().map(file -> new ResolvConf(file, tasks));
        Supplier<List<Upstream>> upstreams = () -> Stream.concat(
                        settings.servers().stream(), system.stream().flatMap(each -> each.upstreams().stream()))
                .toList();
        return Optional.of(new Forwarder(upstreams, this::isOurs, authorities, Timings.standard(), tasks, random));
    }

    /** Whether questions that go there come back to us. */
    private boolean isOurs(InetSocketAddress address) {
        return running.filter(now -> now.listeners().addresses().contains(address))
                .isPresent();
    }

    private static List<ListenAddress> addresses(DnsSettings settings) throws SocketException {
        List<ListenAddress> addresses = new ArrayList<>();
        for (Family family : Family.values()) {
            InetAddress address = family.loopback();
            // A machine without IPv6 has no ::1; that is no reason not to serve the other.
            if (NetworkInterface.getByInetAddress(address) != null) {
                addresses.add(new ListenAddress(address, settings.port()));
            }
        }
        addresses.addAll(settings.addresses());
        return addresses;
    }

    /** What this node itself announces, and whom it believes, holds at once. */
    private static void heed(NodeEvent event, NameServer server) {
        switch (event) {
            case NodeEvent.AnnouncementAdded added ->
                server.forget(added.announcement().name());
            case NodeEvent.AnnouncementEnded ended ->
                server.forget(ended.announcement().name());
            case NodeEvent.KeysChanged changed -> server.answers().forgetAll();
            default -> {}
        }
    }

    @Override
    public List<StatusLine> statusLines() {
        return running.map(this::statusLines).orElse(List.of(new StatusLine("DNS", "off")));
    }

    private List<StatusLine> statusLines(Running now) {
        List<StatusLine> lines = new ArrayList<>(List.of(
                new StatusLine("DNS bound to", now.listeners().toString()),
                new StatusLine("DNS questions", counters.summary()),
                new StatusLine("DNS cache", counters.cacheSummary()),
                new StatusLine("DNS malformed records left out", String.valueOf(counters.leftOut.sum())),
                new StatusLine("DNS waiting", admission.toString()),
                new StatusLine("DNS connections", now.sockets().connectionSummary())));
        now.proxy().ifPresent(proxy -> lines.addAll(proxy.statusLines()));
        return lines;
    }

    @Override
    public List<Metric> metrics() {
        return counters.metrics();
    }

    @Override
    public void stop() {
        Optional<Running> last = running;
        running = Optional.empty();
        last.ifPresent(each -> {
            each.listeners().close();
            each.proxy().ifPresent(Forwarder::close);
        });
    }
}
