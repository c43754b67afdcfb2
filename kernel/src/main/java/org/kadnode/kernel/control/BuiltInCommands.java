package org.kadnode.kernel.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.settings.HostAndPort;
import org.kadnode.kernel.settings.IpAddress;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.kernel.shell.LiveNode;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Command.Reply;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;

/** The commands of the kernel itself, with the words and answers of KadNode 1.0. */
public final class BuiltInCommands {

    /**
     * How long {@code lookup} waits for the first address, unless told otherwise with {@code --wait}. The
     * client of KadNode 1.0 gives up after 200 ms.
     */
    private static final Duration PATIENCE = Duration.ofMillis(150);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** The option of {@code lookup}, followed by seconds. */
    static final String WAIT = "--wait";

    /** The option of {@code lookup} that tells how each address is proved. */
    static final String PROOF = "--proof";

    private static final String LOOKUP_ARGUMENTS = "[" + WAIT + " <seconds>] [" + PROOF + "] <query>";

    /** Nodes that {@code export} shows, as many as 1.0 did. */
    private static final int EXPORTED = 32;

    /** 1.0 announces for a whole number of these. */
    private static final int MINUTES_STEP = 30;

    private static final Pattern MINUTES = Pattern.compile("-?[0-9]{1,8}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,3})?");

    private final LiveNode live;
    private final KadNode node;
    private final Supplier<String> versionLine;
    private final Listings listings;
    private final ReentrantLock listing = new ReentrantLock();
    private final Limits limits;
    private final String device;
    private final List<Command> commands = new ArrayList<>();

    private BuiltInCommands(LiveNode live, Supplier<String> versionLine) {
        this.live = live;
        this.versionLine = versionLine;
        node = live.nodeFor("kernel");
        listings = new Listings(live);
        limits = live.ask((core, now) -> core.config().limits());
        device = live.device().orElse("<any device>");
    }

    /**
     * Adds the commands to a table.
     *
     * @param table where to; it has none of these names yet
     * @param live the node they speak of
     * @param versionLine name, version and features, as {@code --version} prints them
     */
    public static void addTo(CommandTable table, LiveNode live, Supplier<String> versionLine) {
        BuiltInCommands all = new BuiltInCommands(live, versionLine);
        AnnounceCommands kept = new AnnounceCommands(live.names());
        all.define("status", "", "Show how the node is doing.", Set.of(0), words -> all.status());
        all.define("lookup", LOOKUP_ARGUMENTS, "Find the addresses of a name.", Set.of(1, 2, 3, 4), all::lookup);
        all.define(
                "announce",
                "[<query>[:<port>] [<minutes>]|" + AnnounceCommands.ARGUMENTS + "]",
                "Announce a name, or all names again; keep names to announce.",
                Set.of(0, 1, 2),
                words -> kept.run(words).orElseGet(() -> all.announce(words)));
        all.define(
                "withdraw", "<query>", "Stop announcing a name.", Set.of(1), words -> all.withdraw(words.getFirst()));
        all.define("import", "<addr>", "Meet the node at an address.", Set.of(1), words -> all.meet(words.getFirst()));
        all.define("export", "", "Show a few good nodes.", Set.of(0), words -> all.export());
        all.define("blacklist", "<addr>", "Ignore an IP address.", Set.of(1), words -> all.block(words.getFirst()));
        all.define(
                "list",
                "[blacklist|buckets|constants|skeys|pkeys|results|searches|storage|values]",
                "Show what the node keeps.",
                Set.of(1),
                words -> all.list(words.getFirst()));
        all.define("plugins", "", "Show the plugins and their states.", Set.of(0), words -> all.plugins());
        all.commands.forEach(command -> table.add("kernel", command));
        KeyCommands.addTo(table, live.names());
    }

    private void define(String name, String arguments, String summary, Set<Integer> counts, Command.Action action) {
        Command usage = new Command(name, arguments, summary, action);
        commands.add(new Command(
                name,
                arguments,
                summary,
                words -> counts.contains(words.size()) ? action.run(words) : CommandTable.misused(usage)));
    }

    private Reply status() {
        NodeStatus status = node.status();
        int blocked = live.ask((core, now) -> core.blocked().size());
        List<String> lines = new ArrayList<>();
        lines.add("Version: " + versionLine.get());
        status.families().stream()
                .map(NodeStatus.FamilyStatus::nodeId)
                .distinct()
                .forEach(id -> lines.add("DHT id: " + id));
        for (NodeStatus.FamilyStatus each : status.families()) {
            lines.add("DHT bound to: " + bound(each) + " / " + device);
        }
        boolean both = status.families().size() > 1;
        for (NodeStatus.FamilyStatus each : status.families()) {
            String suffix = both ? " (" + each.family().label() + ")" : "";
            lines.add("DHT Nodes: " + each.nodes() + " (" + each.goodNodes() + " good) ("
                    + each.family().label() + ")");
            lines.add("DHT Storage: " + each.storedIdentifiers() + " (max " + limits.storedIdentifiers() + "), "
                    + each.storedPeers() + " peers (max " + limits.storedPeersPerIdentifier() + " per storage)"
                    + suffix);
            lines.add("DHT Searches: " + each.activeLookups() + " active, " + each.completedLookups()
                    + " completed (max " + limits.lookups() + ")" + suffix);
        }
        lines.add("DHT Blacklist: " + blocked + " (max " + limits.blocked() + ")");
        lines.add("DHT Values to announce: " + status.announcements());
        List<Address> external = live.ask((core, now) -> core.externalAddresses());
        lines.add("DHT external address: "
                + (external.isEmpty()
                        ? "unknown"
                        : external.stream().map(Address::toString).collect(Collectors.joining(", "))));
        live.program().plugins().stream()
                .flatMap(each -> each.lines().stream())
                .forEach(line -> lines.add(line.label() + ": " + line.value()));
        return ok(lines);
    }

    private static String bound(NodeStatus.FamilyStatus status) {
        return (status.family() == Family.IPV4 ? "0.0.0.0:" : "[::]:")
                + status.boundTo().getPort();
    }

    private Reply lookup(List<String> words) throws InterruptedException {
        List<String> options = new ArrayList<>(words.subList(0, words.size() - 1));
        boolean proof = options.remove(PROOF);
        boolean waits = !options.isEmpty();
        if (words.getLast().startsWith("-")) {
            return Reply.failed("Usage:\n\tlookup " + LOOKUP_ARGUMENTS);
        }
        if (waits
                && !(options.size() == 2
                        && options.getFirst().equals(WAIT)
                        && SECONDS.matcher(options.getLast()).matches())) {
            return Reply.failed("Usage:\n\tlookup " + LOOKUP_ARGUMENTS);
        }
        Duration patience = waits ? seconds(options.getLast()) : PATIENCE;
        String query = words.getLast();
        boolean searched = isSearched(live.name(query).id());
        try (Resolution resolution = node.resolve(Query.of(query))) {
            List<ResolvedAddress> found = resolution.await(patience);
            if (!found.isEmpty()) {
                return ok(found.stream()
                        .map(each -> text(each.address())
                                + (proof ? " " + each.proof().name().toLowerCase(Locale.ROOT) : ""))
                        .toList());
            }
            return Reply.failed(withoutAddress(resolution.state(), waits, searched));
        }
    }

    /** Whoever does not wait asks again, and expects the two answers of 1.0. */
    static String withoutAddress(Resolution.State state, boolean waited, boolean searchedBefore) {
        if (waited && state == Resolution.State.ENDED) {
            return "No address found.";
        }
        return waited || searchedBefore ? "Search in progress." : "Search started.";
    }

    private boolean isSearched(Id id) {
        return live.ask((core, now) ->
                core.results(now).stream().anyMatch(result -> result.id().equals(id) && !result.done()));
    }

    private Reply announce(List<String> words) {
        if (words.isEmpty()) {
            return Reply.ok(live.announceAll() + " announcements started.");
        }
        Optional<NameAndPort> parsed = NameAndPort.parse(words.getFirst());
        if (parsed.isEmpty() || live.naming().parse(parsed.get().name()).isEmpty()) {
            return Reply.failed("Invalid port or query too long.");
        }
        NameAndPort what = parsed.get();
        if (words.size() == 1) {
            node.announce(new AnnounceRequest(what.name(), what.port(), Optional.of(Duration.ZERO)));
            return Reply.ok("Start single announcement now.");
        }
        if (!MINUTES.matcher(words.get(1)).matches()) {
            return Reply.failed("Invalid number of minutes: " + words.get(1));
        }
        int minutes = Integer.parseInt(words.get(1));
        int rounded = MINUTES_STEP * (minutes / MINUTES_STEP + 1);
        Announcement announcement = node.announce(new AnnounceRequest(
                what.name(), what.port(), minutes < 0 ? Optional.empty() : Optional.of(Duration.ofMinutes(rounded))));
        return Reply.ok("Start regular announcements for "
                + (minutes < 0 ? "the entire run time" : rounded + " minutes")
                + (what.port().isPresent() ? " (port " : " (random port ") + announcement.port() + ").");
    }

    private Reply withdraw(String name) {
        return node.withdraw(name)
                ? Reply.ok("No longer announced. Copies in the DHT expire by themselves.")
                : Reply.failed("Not announced.");
    }

    private Reply meet(String address) throws InterruptedException {
        Optional<HostAndPort> host = HostAndPort.parse(address);
        if (host.isEmpty()) {
            return Reply.failed("Failed to parse address.");
        }
        List<InetSocketAddress> addresses;
        try {
            addresses = live.lookUp(host.get()).get();
        } catch (ExecutionException e) {
            addresses = List.of();
        }
        if (addresses.isEmpty()) {
            return Reply.failed("Failed to resolve address.");
        }
        addresses.forEach(node::meet);
        return ok(addresses.stream().map(each -> "Send ping to: " + text(each)).toList());
    }

    private Reply export() {
        List<Endpoint> nodes = live.goodNodes(EXPORTED);
        return nodes.isEmpty()
                ? Reply.failed("No good nodes found.")
                : ok(nodes.stream().map(Endpoint::toString).toList());
    }

    private Reply block(String text) {
        Optional<InetAddress> address =
                IpAddress.parse(text).filter(each -> live.families().contains(Family.of(each)));
        if (address.isEmpty()) {
            return Reply.failed("Invalid address.");
        }
        node.block(address.get());
        // The port 0 is what 1.0 prints.
        return Reply.ok("Added to blacklist: " + text(new InetSocketAddress(address.get(), 0)));
    }

    /** One at a time: the largest takes several megabytes until it is cut into pieces. */
    private Reply list(String what) throws InterruptedException {
        listing.lockInterruptibly();
        try {
            return listed(what);
        } finally {
            listing.unlock();
        }
    }

    private Reply listed(String what) {
        return switch (what) {
            case "blacklist" -> ok(listings.blacklist());
            case "buckets" -> ok(listings.buckets());
            case "constants" -> ok(Listings.constants(limits));
            case "skeys" -> ok(listings.secretKeys());
            case "pkeys" -> ok(listings.publicKeys());
            case "results" -> ok(listings.results());
            case "searches" -> ok(listings.searches());
            case "storage" -> ok(listings.storage());
            case "values" -> ok(listings.values());
            default -> Reply.failed("Unknown argument.");
        };
    }

    private Reply plugins() {
        List<PluginStatus> all = live.program().plugins();
        return all.isEmpty()
                ? Reply.ok("No plugins found.")
                : ok(all.stream()
                        .map(each -> each.id() + " " + each.version() + ": "
                                + each.state().name().toLowerCase(Locale.ROOT)
                                + (each.reason().isEmpty() ? "" : " (" + each.reason() + ")"))
                        .toList());
    }

    private static Reply ok(List<String> lines) {
        return Reply.ok(String.join("\n", lines));
    }

    private static String text(InetSocketAddress address) {
        return Endpoint.of(address).toString();
    }

    private static Duration seconds(String text) {
        Duration wished = Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
        return wished.compareTo(LONGEST_WAIT) < 0 ? wished : LONGEST_WAIT;
    }
}
