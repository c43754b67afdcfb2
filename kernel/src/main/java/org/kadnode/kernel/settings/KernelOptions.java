package org.kadnode.kernel.settings;

import static org.kadnode.plugins.Option.choice;
import static org.kadnode.plugins.Option.disable;
import static org.kadnode.plugins.Option.enable;
import static org.kadnode.plugins.Option.value;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Option.Kind;

/** The options that the kernel itself brings: those of KadNode 1.0, and a few more. */
public final class KernelOptions {

    static final String CONFIG = "config";
    static final String PLUGIN_DIR = "plugin-dir";
    static final String GENERATE_KEYS = "auth-gen-keys";
    static final String HELP = "help";
    static final String VERSION = "version";

    /** Setting of {@code --plugin-dir}: needed before the other options are known. */
    static final String PLUGIN_FOLDERS = "plugins.folders";

    /** They act before any file is read, so a file cannot hold them. */
    public static final Set<String> COMMAND_LINE_ONLY = Set.of(CONFIG, GENERATE_KEYS, HELP, VERSION);

    /** Setting of {@code --state-dir}. */
    static final String STATE_FOLDER = "process.state-dir";

    private static final String VALUES = "naming.values";
    private static final String TLD = "naming.tld";
    private static final String PEERS = "dht.peers";
    private static final String ADDRESSES = "naming.addresses";
    private static final String ISOLATION = "dht.isolation-prefix";

    private KernelOptions() {}

    /**
     * The options, in the order in which {@code --help} shows them.
     *
     * @return the kernel's part of the table
     */
    public static List<Option> all() {
        return List.of(
                value(
                                "value-id",
                                "id[:port]",
                                VALUES,
                                Kind.TEXT,
                                "Announce this name, and the port if given, for the whole run. May be repeated.")
                        .repeated(),
                value(
                                "peer",
                                "address",
                                PEERS,
                                Kind.TEXT,
                                "Join the swarm through this node: host, host:port or"
                                        + " [IPv6]:port. May be repeated.")
                        .repeated(),
                value(
                        "peerfile",
                        "file",
                        "dht.peer-file",
                        Kind.PATH,
                        "Read addresses of nodes from this file at the"
                                + " start, and write good nodes back every 24 hours and at the end."),
                value(
                                "auth-add-skey",
                                "[pattern:]key",
                                "auth.secret-keys",
                                Kind.TEXT,
                                "Own the names that match the pattern (*.p2p, host.p2p; all names without one): a"
                                        + " secret key of 128 hex digits, or @file with one. May be repeated.")
                        .repeated(),
                value(
                                "auth-add-pkey",
                                "[pattern:]key",
                                "auth.public-keys",
                                Kind.TEXT,
                                "Find only owners of this key under names that match the pattern: a public key of 64"
                                        + " hex digits or 52 characters of base 32, or @file with one. May be"
                                        + " repeated.")
                        .repeated(),
                value(
                                "auth-key-file",
                                "file",
                                "auth.key-files",
                                Kind.PATH,
                                "Read keys from this file, one [pattern:]key a line; with secret keys in it, only its"
                                        + " owner may read it. May be repeated.")
                        .repeated(),
                value(
                                "announce-addr",
                                "address",
                                ADDRESSES,
                                Kind.TEXT,
                                "Sign this IP address into the records of names with a key, instead of the one at which"
                                        + " others see the node. May be repeated.")
                        .repeated(),
                value(
                                "zone",
                                "file",
                                "naming.zones",
                                Kind.PATH,
                                "Sign the DNS records of this master file for names with a key, too; {ipv4} and {ipv6}"
                                        + " stand for the addresses of the node. May be repeated.")
                        .repeated(),
                choice(
                        "auth-legacy",
                        "on|off",
                        "auth.legacy",
                        List.of("on", "off"),
                        "Prove names under a key, and have them proved, as KadNode 1.0 does, too. That can be relayed;"
                                + " without it, only what the key has signed is believed."),
                choice(
                        "pkarr",
                        "on|off",
                        "naming.pkarr",
                        List.of("on", "off"),
                        "Take a public key of 52 characters for a name, also where it is the top level domain itself."),
                value("port", "port", "dht.port", Kind.PORT, "UDP port of the DHT."),
                choice(
                        "mode",
                        "protocol",
                        "dht.mode",
                        List.of("ipv4", "ipv6", "dual"),
                        "Take part in the DHT of IPv4, of IPv6, or of both."),
                value(
                        "dht-isolation-prefix",
                        "hex",
                        ISOLATION,
                        Kind.TEXT,
                        "Form a private swarm with the nodes that have the same prefix: 2 to 32 hex digits, put before"
                                + " each DHT packet."),
                value(
                        "ifname",
                        "interface",
                        "dht.interface",
                        Kind.TEXT,
                        "Use only this network interface for the DHT."),
                value("query-tld", "domain", TLD, Kind.TEXT, "Top level domain of the names that belong to KadNode."),
                value(
                        "cmd-port",
                        "port",
                        "control.port",
                        Kind.PORT_OR_OFF,
                        "UDP port on loopback at which kadnode-ctl reaches the node; 0 for none."),
                disable("cmd-disable-stdin", "control.stdin", "Do not read commands from standard input."),
                value(
                        CONFIG,
                        "file",
                        "process.config-file",
                        Kind.PATH,
                        "Read more options from this file; those on the command line win."),
                value(
                                PLUGIN_DIR,
                                "folder",
                                PLUGIN_FOLDERS,
                                Kind.PATH,
                                "Load the plugins in this folder, too. May be repeated.")
                        .repeated(),
                value(
                        "state-dir",
                        "folder",
                        STATE_FOLDER,
                        Kind.PATH,
                        "Keep keys and announcements in this folder, which is made when there is something to keep. No"
                                + " two nodes may share it."),
                enable("daemon", "process.daemon", "Run in the background and log to syslog."),
                value("user", "name", "process.user", Kind.TEXT, "Change to this user once all ports are bound."),
                value("pidfile", "file", "process.pid-file", Kind.PATH, "Write the process id to this file."),
                choice("verbosity", "level", "log.verbosity", List.of("quiet", "verbose", "debug"), "How much to log."),
                enable(GENERATE_KEYS, "process.generate-keys", "Print a new pair of keys."),
                enable(HELP, "process.help", "Print this help."),
                enable(VERSION, "process.version", "Print version and plugins."));
    }

    /** What is wrong with a value beyond its kind, for the options whose values have a form of their own. */
    static Optional<String> problemWith(Option option, String value) {
        return switch (option.path()) {
            case VALUES ->
                problemIf(
                        NameAndPort.parse(value).isEmpty(),
                        "is not a name, or a name:port with a port from 1 to 65535");
            case PEERS ->
                problemIf(HostAndPort.parse(value).isEmpty(), "is not an address: host, host:port or [IPv6]:port");
            case ADDRESSES -> problemIf(IpAddress.parse(value).isEmpty(), "is not an IP address");
            case ISOLATION -> problemIf(IsolationPrefix.parse(value).isEmpty(), "is not 2, 4, ... or 32 hex digits");
            case TLD -> problemIf(!value.matches("\\.?[^\\s.:]+(\\.[^\\s.:]+)*"), "is not a domain");
            default -> Optional.empty();
        };
    }

    private static Optional<String> problemIf(boolean wrong, String problem) {
        return wrong ? Optional.of(problem) : Optional.empty();
    }
}
