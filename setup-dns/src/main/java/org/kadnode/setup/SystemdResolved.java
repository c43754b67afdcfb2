package org.kadnode.setup;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** systemd-resolved: a file beside its configuration sends it to the node for one domain (resolved.conf(5)). */
final class SystemdResolved implements FileMethod {

    /** The first version that knows a port in {@code DNS=}. */
    private static final int KNOWS_PORTS = 246;

    private static final Pattern LIBRARY = Pattern.compile("libsystemd-shared-(\\d+).*\\.so");
    private static final Pattern DNSSEC = Pattern.compile("(?i)DNSSEC\\s*=\\s*(\\S+)");

    /** Later ones win; within a folder by name, whatever the folder. */
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
        OptionalInt version = version(tree);
        Goal.Server server = version.isPresent() && version.getAsInt() < KNOWS_PORTS
                ? goal.serverOfDnsPort("systemd " + version.getAsInt())
                : goal.server();
        boolean validates = validates(tree);
        tree.write("/etc/systemd/resolved.conf.d/kadnode.conf", """
                # %s.
                [Resolve]
                DNS=%s
                Domains=~%s
                %s""".formatted(
                        ORIGIN,
                        server.port() == Goal.DNS_PORT ? server.address() : server.address() + ":" + server.port(),
                        goal.domain(),
                        validates ? "" : "DNSSEC=false\n"));
        if (validates) {
            // Who wants signatures keeps them for all other names. The root zone's would prove that the domain does not
            // exist.
            tree.write(
                    "/etc/dnssec-trust-anchors.d/kadnode.negative",
                    "; " + ORIGIN + ".\n" + goal.domain() + "\n; What is not validated without this file.\n"
                            + PRIVATE_DOMAINS);
        }
    }

    @Override
    public List<List<String>> reload() {
        return List.of(List.of("systemctl", "restart", "systemd-resolved.service"));
    }

    /** Whether somebody has asked for signatures to be checked. */
    private static boolean validates(Tree tree) {
        Stream<String> dropIns = DROP_INS.stream()
                .flatMap(folder -> tree.names(folder).stream()
                        .filter(name -> name.endsWith(".conf") && !name.equals("kadnode.conf"))
                        .map(name -> folder + "/" + name));
        return Stream.concat(Stream.of("/etc/systemd/resolved.conf"), dropIns)
                .flatMap(path -> Lines.of(tree, path))
                .map(DNSSEC::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1).toLowerCase(Locale.ROOT))
                .reduce((earlier, later) -> later)
                .filter(value -> !List.of("no", "false", "off", "0", "n", "f").contains(value))
                .isPresent();
    }

    /** By the library that its programs share; empty if it is not found. */
    private static OptionalInt version(Tree tree) {
        Stream<String> folders = Stream.of("/usr/lib", "/lib", "/usr/lib64")
                .flatMap(lib -> Stream.concat(
                        Stream.of(lib + "/systemd"),
                        tree.names(lib).stream()
                                .filter(NameServiceSwitch::isArchitecture)
                                .map(name -> lib + "/" + name + "/systemd")));
        Optional<Matcher> library = folders.flatMap(folder -> tree.names(folder).stream())
                .map(LIBRARY::matcher)
                .filter(Matcher::matches)
                .findFirst();
        return library.map(match -> OptionalInt.of(Integer.parseInt(match.group(1))))
                .orElse(OptionalInt.empty());
    }
}
