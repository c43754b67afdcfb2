package org.kadnode.plugin.nss;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.StatusLine;

/** The NSS plugin: it finds hosts for the C library of this machine. */
public final class NssPlugin implements Plugin {

    private static final System.Logger LOG = System.getLogger(NssPlugin.class.getName());

    private static final List<Option> OPTIONS = List.of(Option.value(
            "nss-port",
            "port",
            "nss.port",
            Option.Kind.PORT_OR_OFF,
            "Answer the C library (libnss_kadnode) on this port of 127.0.0.1 and ::1. 0 switches it off."));

    private final Counters counters = new Counters();
    private volatile List<Listener> listeners = List.of();
    private volatile Optional<PortFile> portFile = Optional.empty();

    /** Made by the kernel's service loader. */
    public NssPlugin() {}

    @Override
    public List<Option> options() {
        return OPTIONS;
    }

    @Override
    public void start(KadNode node) throws IOException {
        NssSettings settings = NssSettings.from(node.settings());
        if (settings.port() == 0) {
            return;
        }
        Service service = new Service(node, settings, counters);
        List<Listener> opened = new ArrayList<>();
        try {
            for (Family family : Family.values()) {
                // A machine without IPv6 has no ::1; that is no reason not to serve the other.
                if (NetworkInterface.getByInetAddress(family.loopback()) != null) {
                    opened.add(Listener.bind(new InetSocketAddress(family.loopback(), settings.port())));
                }
            }
        } catch (IOException e) {
            close(opened);
            throw e;
        }
        listeners = List.copyOf(opened);
        opened.forEach(each -> each.start(service, node.tasks()));
        portFile = settings.portFile().flatMap(file -> PortFile.write(file, settings));
    }

    @Override
    public List<StatusLine> statusLines() {
        List<Listener> open = listeners;
        if (open.isEmpty()) {
            return List.of(new StatusLine("NSS", "off"));
        }
        String addresses = open.stream().map(Listener::toString).collect(Collectors.joining(", "));
        return List.of(
                new StatusLine("NSS bound to", addresses),
                new StatusLine("NSS requests", counters.toString()),
                new StatusLine("NSS port file", portFile.map(PortFile::toString).orElse("none")));
    }

    @Override
    public List<Metric> metrics() {
        return counters.metrics();
    }

    @Override
    public void stop() {
        portFile.ifPresent(PortFile::remove);
        portFile = Optional.empty();
        close(listeners);
        listeners = List.of();
    }

    private static void close(List<Listener> open) {
        for (Listener each : open) {
            try {
                each.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "NSS: closing " + each, e);
            }
        }
    }
}
