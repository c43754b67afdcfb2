package org.kadnode.plugin.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.StatusLine;

/** The DNS plugin: a name server on the loopback addresses for the names of the network. */
public final class DnsPlugin implements Plugin {

    /** How many questions may wait for the node at a time; beyond, askers are told to try again. */
    static final int MOST_WAITING = 1024;

    private static final System.Logger LOG = System.getLogger(DnsPlugin.class.getName());

    /** 127.0.0.1 and ::1. */
    private static final List<byte[]> LOOPBACK =
            List.of(new byte[] {127, 0, 0, 1}, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

    private final Counters counters = new Counters();
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private volatile List<UdpListener> listeners = List.of();

    /** Made by the kernel's service loader. */
    public DnsPlugin() {}

    @Override
    public List<Option> options() {
        return List.of(Option.value(
                "dns-port",
                "port",
                "dns.port",
                Option.Kind.PORT_OR_OFF,
                "Answer DNS questions on this UDP port of 127.0.0.1 and ::1. 0 switches it off."));
    }

    @Override
    public void start(KadNode node) throws IOException {
        DnsSettings settings = DnsSettings.from(node.settings());
        if (settings.port() == 0) {
            return;
        }
        NameServer server = new NameServer(node, settings, counters);
        listeners = bindAll(settings.port());
        for (UdpListener listener : listeners) {
            node.tasks().start("dns udp " + listener, () -> listener.serve(server, node.tasks(), places));
            LOG.log(System.Logger.Level.INFO, "DNS: Bind to {0}", listener);
        }
    }

    private static List<UdpListener> bindAll(int port) throws IOException {
        List<UdpListener> bound = new ArrayList<>();
        try {
            for (byte[] loopback : LOOPBACK) {
                InetAddress address = InetAddress.getByAddress(loopback);
                // A machine without IPv6 has no ::1; that is no reason not to serve the other.
                if (NetworkInterface.getByInetAddress(address) != null) {
                    bound.add(UdpListener.bind(new InetSocketAddress(address, port)));
                }
            }
            return List.copyOf(bound);
        } catch (IOException e) {
            closeAll(bound);
            throw e;
        }
    }

    @Override
    public List<StatusLine> statusLines() {
        List<UdpListener> now = listeners;
        if (now.isEmpty()) {
            return List.of(new StatusLine("DNS", "off"));
        }
        return List.of(
                new StatusLine(
                        "DNS bound to", now.stream().map(UdpListener::toString).collect(Collectors.joining(", "))),
                new StatusLine("DNS questions", counters.summary()),
                new StatusLine("DNS malformed records left out", String.valueOf(counters.leftOut.sum())),
                new StatusLine(
                        "DNS waiting", MOST_WAITING - places.availablePermits() + " (max " + MOST_WAITING + ")"));
    }

    @Override
    public void stop() throws IOException {
        List<UdpListener> open = listeners;
        listeners = List.of();
        closeAll(open);
    }

    private static void closeAll(List<UdpListener> listeners) throws IOException {
        for (UdpListener listener : listeners) {
            listener.close();
        }
    }
}
