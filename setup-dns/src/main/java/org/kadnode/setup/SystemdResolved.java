package org.kadnode.setup;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** systemd-resolved: a file beside its configuration sends it to the node for one domain (resolved.conf(5)). */
final class SystemdResolved implements FileMethod {

    /** The first version that knows a port in {@code DNS=}. */
    private static final int KNOWS_PORTS = 246;

    /** The first version that can ask a server for one domain only (systemd.dns-delegate(5)). */
    private static final int DELEGATES = 258;

    private static final String DROP_IN = "/etc/systemd/resolved.conf.d/kadnode.conf";
    private static final String DELEGATE = "/etc/systemd/dns-delegate.d/kadnode.dns-delegate";
    private static final String ANCHORS = "/etc/dnssec-trust-anchors.d";
    private static final String ANCHOR = "kadnode.negative";

    private static final Pattern LIBRARY = Pattern.compile("libsystemd-shared-(\\d+).*\\.so");
    private static final Pattern SERVERS = Pattern.compile("DNS\\s*=\\s*\\S.*");

    private static final List<String> DROP_INS =
            List.of("/usr/lib/systemd/resolved.conf.d", "/run/systemd/resolved.conf.d", "/etc/systemd/resolved.conf.d");

    /** Where validation never was: as soon as a file names others, these have to be named, too (RFC 6303, RFC 8375). */
    private static final String PRIVATE_DOMAINS = """
            10.in-addr.arpa
            16.172.in-addr.arpa
            17.172.in-addr.arpa
            18.172.in-addr.arpa
            19.172.in-addr.arpa
            20.172.in-addr.arpa
            21.172.in-addr.arpa
            22.172.in-addr.arpa
            23.172.in-addr.arpa
            24.172.in-addr.arpa
            25.172.in-addr.arpa
            26.172.in-addr.arpa
            27.172.in-addr.arpa
            28.172.in-addr.arpa
            29.172.in-addr.arpa
            30.172.in-addr.arpa
            31.172.in-addr.arpa
            168.192.in-addr.arpa
            d.f.ip6.arpa
            corp
            home
            home.arpa
            internal
            intranet
            lan
            local
            private
            test
            """;

    @Override
    public String id() {
        return "systemd-resolved";
    }

    @Override
    public String title() {
        return "systemd-resolved";
    }

    @Override
    public boolean isInUse(Tree tree) {
        boolean runs = Stream.of("multi-user.target.wants", "sysinit.target.wants")
                        .anyMatch(target ->
                                tree.names("/etc/systemd/system/" + target).contains("systemd-resolved.service"))
                || tree.names("/etc/systemd/system").contains("dbus-org.freedesktop.resolve1.service");
        boolean isAskedByTheLibrary = runs && NameServiceSwitch.hasService(tree, "resolve");
        return isAskedByTheLibrary
                || tree.real("/etc/resolv.conf").endsWith("/systemd/resolve/stub-resolv.conf")
                || ResolvConf.asksAnyOf(tree, "127.0.0.53", "127.0.0.54");
    }

    @Override
    public void plan(Tree tree, Goal goal) {
        int version = version(tree).orElse(KNOWS_PORTS);
        Goal.Server server = version < KNOWS_PORTS ? goal.serverOfDnsPort("systemd " + version) : goal.server();
        String settings = """
                DNS=%s
                Domains=~%s
                """.formatted(
                        server.port() == Goal.DNS_PORT ? server.address() : server.address() + ":" + server.port(),
                        goal.domain());
        if (version >= DELEGATES) {
            tree.write(DELEGATE, "# " + ORIGIN + ".\n[Delegate]\n" + settings);
        } else {
            if (namesServers(tree)) {
                throw new SetupException(
                        "the configuration of systemd-resolved names servers for all names (DNS=), among"
                                + " which the node would be one of many: give them to the network's connection instead, or use"
                                + " --with nsswitch");
            }
            tree.write(DROP_IN, "# " + ORIGIN + ".\n[Resolve]\n" + settings);
        }
        // Those who check signatures go on to: those of the root zone would prove that the domain does not exist.
        boolean isOnly =
                tree.names(ANCHORS).stream().noneMatch(name -> name.endsWith(".negative") && !name.equals(ANCHOR));
        tree.write(
                ANCHORS + "/" + ANCHOR,
                "; " + ORIGIN + ".\n" + goal.domain() + "\n"
                        + (isOnly ? "; What is not validated without this file.\n" + PRIVATE_DOMAINS : ""));
    }

    @Override
    public List<List<String>> reload() {
        return List.of(List.of("systemctl", "restart", "systemd-resolved.service"));
    }

    /** Whether servers are named that are asked for any name. */
    private static boolean namesServers(Tree tree) {
        return Stream.concat(Stream.of("/etc/systemd/resolved.conf"), new DropIns(tree, DROP_INS).all())
                .filter(path -> !path.equals(DROP_IN))
                .flatMap(path -> Lines.of(tree, path))
                .anyMatch(line -> SERVERS.matcher(line).matches());
    }

    /** By the library that its programs share; empty if it is not found. */
    private static OptionalInt version(Tree tree) {
        return Libraries.folders(tree)
                .flatMap(folder -> tree.names(folder + "/systemd").stream())
                .map(LIBRARY::matcher)
                .filter(Matcher::matches)
                .mapToInt(library -> Integer.parseInt(library.group(1)))
                .findFirst();
    }
}
