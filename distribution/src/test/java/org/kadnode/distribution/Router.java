package org.kadnode.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A router that hides one machine from the world, with the daemon that lets the machine open ports: miniupnpd, which speaks
 * PCP, NAT-PMP and UPnP. Closing it takes it away.
 */
final class Router implements AutoCloseable {

    /** Its address inside, and the one of the machine. */
    static final String ADDRESS = "192.168.77.1";

    static final String MACHINE = "192.168.77.10";
    static final String MACHINE_IPV6 = "fd77::10";

    private static final String RULES = """
            table inet filter {
                chain miniupnpd { }
                chain prerouting_miniupnpd { }
                chain postrouting_miniupnpd { }
                chain forward {
                    type filter hook forward priority 0; policy drop;
                    ct state established,related accept
                    iifname "lan0" accept
                    jump miniupnpd
                }
                chain prerouting {
                    type nat hook prerouting priority -100;
                    jump prerouting_miniupnpd
                }
                chain postrouting {
                    type nat hook postrouting priority 100;
                    meta nfproto ipv4 oifname "eth0" masquerade
                    jump postrouting_miniupnpd
                }
            }
            """;

    private static final String FORGET = """
            flush chain inet filter miniupnpd
            flush chain inet filter prerouting_miniupnpd
            flush chain inet filter postrouting_miniupnpd
            """;

    /** E.g. {@code iif "eth0" @nh,72,8 0x11 th dport 6881 dnat ip to 192.168.77.10:6881}. */
    private static final Pattern MAPPING =
            Pattern.compile("@nh,72,8 0x0?(6|11) th dport (\\d+) dnat ip to ([\\d.]+):(\\d+)");

    /** E.g. {@code iif "eth0" th dport 6881 @nh,192,128 0xfd770000000000000000000000000010 @nh,48,8 0x11 accept}. */
    private static final Pattern PINHOLE =
            Pattern.compile("th dport (\\d+) @nh,192,128 0x([0-9a-f]{32}) @nh,48,8 0x0?(6|11) accept");

    /** The port of NAT-PMP and PCP, as the table of sockets shows it. */
    private static final String PORT = ":14E7 ";

    /** How the daemon is told to behave, in all tests. */
    private static final String SETTINGS = """
            ext_ifname=eth0
            listening_ip=lan0
            http_port=5555
            min_lifetime=1
            max_lifetime=86400
            secure_mode=yes
            system_uptime=no
            uuid=5f3a0a80-1f0e-4f0e-9a67-3d1c7e5b0001
            allow 1024-65535 192.168.77.0/24 1024-65535
            deny 0-65535 0.0.0.0/0 0-65535
            """;

    private final Namespace box = Namespace.create();
    private final Namespace inside = Namespace.create();
    private final Path folder;

    /**
     * Makes both, and plugs the router into a switch. Its daemon does not run yet.
     *
     * @param folder a folder of its own
     * @param hub the world outside
     * @param port the port of the switch
     * @param outside the router's addresses outside, each with prefix length
     */
    Router(Path folder, Namespace hub, int port, String... outside) throws Exception {
        this.folder = folder;
        try {
            box.plugInto(hub, port, outside);
            box.connect(
                    "lan0",
                    List.of(ADDRESS + "/24", "fd77::1/64", "fe80::1/64"),
                    inside,
                    List.of(MACHINE + "/24", MACHINE_IPV6 + "/64"));
            Program.succeed(inside, "ip", "route", "add", "default", "via", ADDRESS);
            Program.succeed(inside, "ip", "-6", "route", "add", "default", "via", "fe80::1", "dev", "eth0");
            for (String family : List.of("ipv4/ip_forward", "ipv6/conf/all/forwarding")) {
                Program.succeed(box, "sh", "-c", "echo 1 > /proc/sys/net/" + family);
            }
            rule(RULES);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** What it takes. */
    static void needed() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("nft", "nftables");
        Machine.needsProgram("miniupnpd", "miniupnpd");
    }

    /** The machine behind it. */
    Namespace inside() {
        return inside;
    }

    /** The router itself. */
    Namespace box() {
        return box;
    }

    /**
     * Starts the daemon.
     *
     * @param settings lines of its configuration beside the usual ones
     */
    void start(String... settings) throws Exception {
        List<String> lines = new ArrayList<>(List.of(settings));
        lines.add("enable_natpmp=yes");
        lines.add("enable_upnp=yes");
        lines.add("lease_file=" + leases());
        Path config = Files.writeString(folder.resolve("miniupnpd.conf"), String.join("\n", lines) + "\n" + SETTINGS);
        // In the background, as on a router: in the foreground it tells so much that it falls silent for minutes.
        Program.succeed(box, "miniupnpd", "-f", config.toString(), "-P", pid().toString());
        Patience.await(
                "miniupnpd",
                Patience.LONG,
                () -> Program.succeed(box, "cat", "/proc/net/udp").contains(PORT)
                        ? Optional.of(true)
                        : Optional.empty());
    }

    /** Stops the daemon and forgets what it has opened, as a router does that loses its power. */
    void stop() throws Exception {
        kill();
        rule(FORGET);
        Files.deleteIfExists(leases());
    }

    private void kill() throws IOException {
        if (!Files.exists(pid())) {
            return;
        }
        ProcessHandle.of(Long.parseLong(Files.readString(pid()).strip())).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        Files.delete(pid());
    }

    private Path pid() {
        return folder.resolve("pid");
    }

    private void rule(String rules) throws Exception {
        Program.succeed(
                box,
                "nft",
                "-f",
                Files.writeString(folder.resolve("rules"), rules).toString());
    }

    private Path leases() {
        return folder.resolve("leases");
    }

    /** Where it leads packets that come from outside, e.g. {@code UDP 6881 to 192.168.77.10:6881}, in no certain order. */
    List<String> mappings() throws Exception {
        String rules = Program.succeed(box, "nft", "list", "chain", "inet", "filter", "prerouting_miniupnpd");
        return MAPPING.matcher(rules)
                .results()
                .map(rule ->
                        transport(rule.group(1)) + " " + rule.group(2) + " to " + rule.group(3) + ":" + rule.group(4))
                .toList();
    }

    /** Which packets of IPv6 it lets through, e.g. {@code UDP 6881 to fd770000000000000000000000000010}. */
    List<String> pinholes() throws Exception {
        String rules = Program.succeed(box, "nft", "list", "chain", "inet", "filter", "miniupnpd");
        return PINHOLE.matcher(rules)
                .results()
                .map(rule -> transport(rule.group(3)) + " " + rule.group(1) + " to " + rule.group(2))
                .toList();
    }

    private static String transport(String number) {
        return number.equals("6") ? "TCP" : "UDP";
    }

    /** When a port of the machine is led to it no longer, in seconds of Unix time. */
    Optional<Long> end(String transport, int port) throws IOException {
        if (!Files.exists(leases())) {
            return Optional.empty();
        }
        // The router's port, the address inside, the port there, the time.
        return Pattern.compile("^" + transport + ":\\d+:[\\d.]+:" + port + ":(\\d+):", Pattern.MULTILINE)
                .matcher(Files.readString(leases()))
                .results()
                .map(line -> Long.valueOf(line.group(1)))
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        kill();
        inside.close();
        box.close();
    }
}
