package org.kadnode.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kadnode.plugins.Settings;

/**
 * What is to be reached: questions for the names of a domain go to the node.
 *
 * @param domain the top level domain without a dot at its ends, e.g. {@code p2p}
 * @param servers where the node's name server listens on this machine, the usual one first; empty if it does not
 * @param nss whether the node answers the C library
 * @param library our part of the C library; empty if the installation has none
 */
record Goal(String domain, List<Server> servers, boolean nss, Optional<Path> library) {

    static final int DNS_PORT = 53;

    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    /** An address of this machine that it alone can reach. */
    private static final Pattern LOOPBACK = Pattern.compile("(127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?::(\\d{1,5}))?");

    /** Where a name server listens. */
    record Server(String address, int port) {}

    /**
     * What the settings of a node make of it.
     *
     * @throws SetupException if the top level domain cannot stand in the files of others
     */
    static Goal of(Settings settings, Optional<Path> library) {
        String domain = settings.text("naming.tld").replaceAll("^\\.|\\.$", "").toLowerCase(Locale.ROOT);
        if (!DOMAIN.matcher(domain).matches()) {
            throw new SetupException("other resolvers do not know the top level domain '" + domain + "' (--query-tld)");
        }
        List<Server> servers = new ArrayList<>();
        int port = settings.has("dns.port") ? settings.number("dns.port") : 0;
        if (port != 0) {
            servers.add(new Server("127.0.0.1", port));
            for (String further : settings.texts("dns.addresses")) {
                Matcher loopback = LOOPBACK.matcher(further);
                if (loopback.matches()) {
                    int theirs = loopback.group(2) == null ? port : Integer.parseInt(loopback.group(2));
                    servers.add(new Server(loopback.group(1), theirs));
                }
            }
        }
        boolean nss = settings.has("nss.port") && settings.number("nss.port") != 0;
        return new Goal(domain, List.copyOf(servers), nss, library);
    }

    /** All of it on one line: another line, another goal. */
    String inWords() {
        return "." + domain + " "
                + servers.stream()
                        .map(server -> server.address() + ":" + server.port())
                        .collect(Collectors.joining(" "));
    }

    /**
     * The name server to ask.
     *
     * @throws SetupException if there is none
     */
    Server server() {
        return servers.stream()
                .findFirst()
                .orElseThrow(() -> new SetupException(
                        "the node has no name server: it needs the plugin dns, and a --dns-port other than 0"));
    }

    /**
     * The name server to ask for whoever knows no other port than that of DNS.
     *
     * @param who whose fault it is
     * @throws SetupException if there is none
     */
    Server serverOfDnsPort(String who) {
        server();
        return servers.stream()
                .filter(each -> each.port() == DNS_PORT)
                .findFirst()
                .orElseThrow(() -> new SetupException(who + " asks name servers on port 53 only: start the node with "
                        + "--dns-addr 127.0.0.35:53, which needs root, and give setup-dns the same option"));
    }
}
