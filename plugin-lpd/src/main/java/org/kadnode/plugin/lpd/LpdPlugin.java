package org.kadnode.plugin.lpd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.NodeStatus.FamilyStatus;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.StatusLine;

/** The LPD plugin: finds the nodes of the same local network, and is found by them. */
public final class LpdPlugin implements Plugin {

    /** How often we look which interfaces there are, and whether the node is alone. */
    static final Duration LOOK_PERIOD = Duration.ofSeconds(3);

    private static final Logger LOG = System.getLogger(LpdPlugin.class.getName());

    private static final int COOKIE_BYTES = 8;

    private final Counters counters = new Counters();
    private final Optional<List<Link>> onlyLinks;

    /** Those whose trouble was told already. */
    private final Set<Neighbourhood> troubled = new HashSet<>();

    private volatile List<Neighbourhood> neighbourhoods = List.of();

    /** Made by the kernel's service loader. */
    public LpdPlugin() {
        this.onlyLinks = Optional.empty();
    }

    /** A plugin that takes these for all interfaces of the machine. */
    LpdPlugin(List<Link> onlyLinks) {
        this.onlyLinks = Optional.of(onlyLinks);
    }

    @Override
    public List<Option> options() {
        return LpdOptions.ALL;
    }

    @Override
    public void start(KadNode node) throws IOException {
        LpdSettings settings = LpdSettings.from(node.settings());
        if (!settings.enabled()) {
            return;
        }
        SecureRandom random = new SecureRandom();
        byte[] cookie = new byte[COOKIE_BYTES];
        random.nextBytes(cookie);
        Set<Family> families =
                node.status().families().stream().map(FamilyStatus::family).collect(Collectors.toSet());
        List<Neighbourhood> started = new ArrayList<>();
        for (Group group : settings.groups()) {
            if (families.contains(group.family())) {
                started.add(new Neighbourhood(
                        node,
                        group,
                        () -> onlyLinks.isPresent() ? onlyLinks.get() : Link.now(settings.device()),
                        HexFormat.of().formatHex(cookie),
                        random,
                        counters));
            }
        }
        neighbourhoods = List.copyOf(started);
        try {
            for (Neighbourhood each : neighbourhoods) {
                each.look();
            }
        } catch (IOException | RuntimeException e) {
            stop();
            throw e;
        }
        node.tasks().every("lpd look", LOOK_PERIOD, this::lookAgain);
    }

    /** Later than at the start, a port that is taken is no reason to give up: it may become free, or the network another. */
    private void lookAgain() {
        for (Neighbourhood each : neighbourhoods) {
            try {
                each.look();
                troubled.remove(each);
            } catch (IOException e) {
                if (troubled.add(each)) {
                    LOG.log(Level.WARNING, "LPD: {0}", e.getMessage());
                }
            }
        }
    }

    @Override
    public List<StatusLine> statusLines() {
        List<Neighbourhood> now = neighbourhoods;
        if (now.isEmpty()) {
            return List.of(new StatusLine("LPD", "off"));
        }
        List<StatusLine> lines = new ArrayList<>();
        now.forEach(each -> lines.add(each.statusLine()));
        lines.add(new StatusLine("LPD messages", counters.summary()));
        return lines;
    }

    @Override
    public List<Metric> metrics() {
        return counters.metrics();
    }

    @Override
    public void stop() throws IOException {
        List<Neighbourhood> last = neighbourhoods;
        neighbourhoods = List.of();
        for (Neighbourhood each : last) {
            each.close();
        }
    }
}
