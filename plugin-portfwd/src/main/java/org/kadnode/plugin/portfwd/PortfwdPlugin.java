package org.kadnode.plugin.portfwd;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kadnode.plugin.portfwd.upnp.IgdFinder;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Forwardings;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeStatus.FamilyStatus;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.Tasks;

/** The port forwarding plugin: has the router of the network forward the ports of this node and of its services. */
public final class PortfwdPlugin implements Plugin {

    /** How often we look at the routes, at what is announced, and at what is due. */
    static final Duration LOOK_PERIOD = Duration.ofSeconds(2);

    /** What the gateway may take at the end, in both families together. The kernel waits a little longer. */
    private static final Duration LAST_PATIENCE = Duration.ofMillis(600);

    private static final Path TABLES = Path.of("/proc/net");

    private final SecureRandom random = new SecureRandom();
    private final Optional<Function<Family, Optional<Gateway>>> onlyGateways;
    private final Forwarder.Controls controls;
    private final InstantSource clock;
    private final List<Tasks.Handle> handles = new ArrayList<>();

    private volatile Optional<KadNode> running = Optional.empty();
    private volatile List<Forwarder> forwarders = List.of();

    /** Made by the kernel's service loader. */
    public PortfwdPlugin() {
        onlyGateways = Optional.empty();
        clock = InstantSource.system();
        controls = this::control;
    }

    /**
     * A plugin that takes these for the gateways.
     *
     * @param gateways that of each family
     * @param controls makes those who ask them
     * @param clock the time of day
     */
    PortfwdPlugin(Function<Family, Optional<Gateway>> gateways, Forwarder.Controls controls, InstantSource clock) {
        onlyGateways = Optional.of(gateways);
        this.controls = controls;
        this.clock = clock;
    }

    private PortControl control(Protocol protocol, Gateway gateway) {
        return switch (protocol) {
            case PCP -> new PcpControl(gateway, Pcp.PORT, random);
            case NAT_PMP -> new NatPmpControl(gateway, NatPmp.PORT);
            case UPNP -> new UpnpControl(gateway, new IgdFinder()::find, random);
        };
    }

    @Override
    public List<Option> options() {
        return PortfwdOptions.ALL;
    }

    @Override
    public void start(KadNode node) {
        PortfwdSettings settings = PortfwdSettings.from(node.settings());
        if (!settings.enabled()) {
            return;
        }
        GatewayFinder finder = new GatewayFinder(TABLES, settings.device());
        if (onlyGateways.isEmpty() && !finder.isAble()) {
            throw new IllegalStateException("this system does not tell its routes in " + TABLES);
        }
        Function<Family, Optional<Gateway>> gateways = onlyGateways.orElse(finder::find);
        forwarders = node.status().families().stream()
                .map(FamilyStatus::family)
                .map(family ->
                        new Forwarder(node, family, settings.habits(), () -> gateways.apply(family), controls, random))
                .toList();
        running = Optional.of(node);
        node.offer(
                Forwardings.class,
                () -> forwarders.stream()
                        .flatMap(each -> each.forwardings(clock.instant()).stream())
                        .toList());
        for (Forwarder each : forwarders) {
            String name = "forwardings " + each.family().label();
            handles.add(node.tasks().after(name, Duration.ZERO, each::turn));
            handles.add(node.tasks().every(name, LOOK_PERIOD, each::turn));
        }
    }

    @Override
    public List<Command> commands() {
        return List.of(new Command(
                "list forwardings",
                "",
                "Show the ports that the router forwards.",
                arguments -> arguments.isEmpty() ? list() : Command.Reply.failed("Usage:\n\tlist forwardings")));
    }

    private Command.Reply list() {
        List<Listing.Row> rows =
                forwarders.stream().flatMap(each -> each.rows().stream()).toList();
        Duration now = running.map(node -> node.tasks().now()).orElse(Duration.ZERO);
        return Command.Reply.ok(String.join("\n", Listing.of(rows, now, clock.instant())));
    }

    @Override
    public List<StatusLine> statusLines() {
        return forwarders.isEmpty()
                ? List.of(new StatusLine("Port forwarding", "off"))
                : forwarders.stream()
                        .flatMap(each -> each.statusLines().stream())
                        .toList();
    }

    @Override
    public void stop() {
        handles.forEach(Tasks.Handle::cancel);
        List<Forwarder> last = forwarders;
        forwarders = List.of();
        for (Forwarder each : last) {
            each.stop(LAST_PATIENCE.dividedBy(last.size()));
        }
    }
}
