package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports that a real router forwards: what it is asked for is seen on the router, and used from beyond it. */
class ForwardingIT {

    private static final String OUTSIDE = "1.2.3.1";
    private static final Pattern TCP_8080 = Pattern.compile("Forwarded TCP 8080: 1\\.2\\.3\\.1:(\\d+)\\n");

    /** A service that says who it is to everybody who comes by TCP. */
    private static final String SERVICE = """
            import socket
            server = socket.create_server(("0.0.0.0", 8080))
            while True:
                client, address = server.accept()
                client.sendall(b"the service of one")
                client.close()
            """;

    private static final String CUSTOMER = """
            import socket, sys
            host, port = sys.argv[1].rsplit(":", 1)
            with socket.create_connection((host, int(port)), 10) as client:
                print(client.makefile().read())
            """;

    /** Another machine of the home, which asks by NAT-PMP for TCP port 8080 outside, and gets it. */
    private static final String NEIGHBOUR = """
            import socket, struct
            client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            client.bind(("192.168.77.11", 0))
            client.settimeout(10)
            client.sendto(struct.pack(">BBHHHI", 0, 2, 0, 8080, 8080, 3600), ("192.168.77.1", 5351))
            assert struct.unpack(">BBHIHHI", client.recv(100))[2:6:3] == (0, 8080)
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsARouter() throws Exception {
        Router.needed();
        Machine.needsProgram("dig", "bind9-dnsutils");
    }

    @ParameterizedTest
    @CsvSource({
        "pcp, PCP, force_igd_desc_v1=no",
        "nat-pmp, NAT-PMP, force_igd_desc_v1=no",
        "upnp, UPnP, force_igd_desc_v1=yes",
        "upnp, UPnP, force_igd_desc_v1=no"
    })
    void portsAreForwardedAsLongAsTheyAreNeeded(String protocol, String label, String setting) throws Exception {
        try (Namespace hub = worldwide();
                Namespace world = Namespace.create();
                Router router = routerAt(hub, "router", 1, OUTSIDE + "/24")) {
            world.plugInto(hub, 2, "1.2.3.9/24");
            router.start(setting);
            try (Daemon node = Daemon.startBehindRouter(
                    router.inside(), "--config", hasty(protocol), "--value-id", "web.p2p:8080")) {
                Set<String> all = Set.of(mapping("UDP", node.dhtPort()), mapping("UDP", 8080), mapping("TCP", 8080));
                awaitMappings(router, all, node);
                String status = node.control("status").out();
                assertTrue(
                        status.contains(
                                "Port forwarding (IPv4): " + label + " of " + Router.ADDRESS + ", outside " + OUTSIDE),
                        status);
                assertTrue(status.contains("Forwarded TCP 8080: " + OUTSIDE + ":8080"), status);
                String list = node.control("list", "forwardings").out();
                assertTrue(list.contains("  TCP: " + OUTSIDE + ":8080\n Found 2 forwardings.\n"), list);

                reachFrom(world, node);
                awaitRenewal(router, "UDP", node.dhtPort(), node);
                awaitRenewal(router, "TCP", 8080, node);

                router.stop();
                router.start(setting);
                awaitMappings(router, all, node);

                assertEquals(0, node.control("withdraw", "web.p2p").status());
                awaitMappings(router, Set.of(mapping("UDP", node.dhtPort())), node);

                assertEquals(0, node.program().terminate().status());
                awaitMappings(router, Set.of(), node);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcp", "nat-pmp", "upnp"})
    void portsThatTheRouterRefusesDoNotKeepItFromTheOthers(String protocol) throws Exception {
        try (Namespace hub = worldwide();
                Router router = routerAt(hub, "router", 1, OUTSIDE + "/24")) {
            router.start();
            try (Daemon node = Daemon.startBehindRouter(
                    router.inside(),
                    "--config",
                    hasty(protocol),
                    "--value-id",
                    "low.p2p:80",
                    "--value-id",
                    "web.p2p:8080")) {
                awaitMappings(
                        router,
                        Set.of(mapping("UDP", node.dhtPort()), mapping("UDP", 8080), mapping("TCP", 8080)),
                        node);
                String status = node.control("status").out();
                assertTrue(status.contains("Forwarded TCP 80: not authorized\n"), status);
                assertTrue(
                        node.program()
                                .said()
                                .contains("Port forwarding (IPv4): TCP 80 is not forwarded: not authorized"),
                        node.program()::said);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcp", "nat-pmp", "upnp"})
    void aPortOfAnotherMachineIsLeftToIt(String protocol) throws Exception {
        Machine.needsProgram("python3", "python3");
        try (Namespace hub = worldwide();
                Router router = routerAt(hub, "router", 1, OUTSIDE + "/24")) {
            router.start();
            Program.succeed(router.inside(), "ip", "address", "add", "192.168.77.11/24", "dev", "eth0");
            Program.succeed(router.inside(), Machine.PYTHON, "-c", NEIGHBOUR);
            String theirs = "TCP 8080 to 192.168.77.11:8080";
            assertEquals(List.of(theirs), router.mappings());
            try (Daemon node = Daemon.startBehindRouter(
                    router.inside(), "--config", hasty(protocol), "--value-id", "web.p2p:8080")) {
                Matcher shown = Patience.await("another port", Patience.LONG, () -> {
                    Matcher line = TCP_8080.matcher(node.control("status").out());
                    return line.find() ? Optional.of(line) : Optional.empty();
                });
                assertNotEquals("8080", shown.group(1));
                // Ours may just be taken away to be written anew.
                Set<String> both = Set.of(theirs, "TCP " + shown.group(1) + " to " + Router.MACHINE + ":8080");
                Patience.await(
                        both.toString(),
                        Patience.LONG,
                        () -> router.mappings().containsAll(both) ? Optional.of(true) : Optional.empty());

                assertEquals(0, node.program().terminate().status());
                awaitMappings(router, Set.of(theirs), node);
            }
        }
    }

    @Test
    void aGatewayThatComesAndGoesIsNoticed() throws Exception {
        try (Namespace hub = worldwide();
                Router router = routerAt(hub, "router", 1, OUTSIDE + "/24")) {
            router.start();
            Program.succeed(router.inside(), "ip", "route", "delete", "default");
            try (Daemon node = Daemon.startBehindRouter(router.inside())) {
                awaitStatus(node, "Port forwarding (IPv4): no gateway");

                Program.succeed(router.inside(), "ip", "route", "add", "default", "via", Router.ADDRESS);
                awaitStatus(node, "Forwarded UDP " + node.dhtPort() + ": " + OUTSIDE + ":" + node.dhtPort());

                Program.succeed(router.inside(), "ip", "route", "delete", "default");
                awaitStatus(node, "Port forwarding (IPv4): no gateway");
            }
        }
    }

    @Test
    void theFirewallOfIpv6IsOpened() throws Exception {
        try (Namespace hub = worldwide();
                Namespace world = Namespace.create();
                Router router = routerAt(hub, "router", 1, "fd01::1/64")) {
            world.plugInto(hub, 2, "fd01::9/64");
            Program.succeed(world, "ip", "-6", "route", "add", "fd77::/64", "via", "fd01::1");
            router.start();
            try (Daemon node = Daemon.startBehindRouter(
                    router.inside(), "--config", hasty("pcp"), "--mode", "ipv6", "--value-id", "web.p2p:8080")) {
                Set<String> all = Set.of(pinhole("UDP", node.dhtPort()), pinhole("UDP", 8080), pinhole("TCP", 8080));
                awaitPinholes(router, all, node);

                String address = "[" + Router.MACHINE_IPV6 + "]:" + node.dhtPort();
                try (Daemon other = Daemon.start(world, "--mode", "ipv6", "--peer", address)) {
                    other.awaitGoodNode(address);
                }

                assertEquals(0, node.program().terminate().status());
                awaitPinholes(router, Set.of(), node);
            }
        }
    }

    @Test
    void nodesBehindRoutersOfTheirOwnReachEachOther() throws Exception {
        Machine.needsProgram("python3", "python3");
        try (Namespace hub = worldwide();
                Namespace world = Namespace.create();
                Router first = routerAt(hub, "first", 1, OUTSIDE + "/24");
                Router second = routerAt(hub, "second", 2, "1.2.3.2/24")) {
            world.plugInto(hub, 3, "1.2.3.9/24");
            first.start();
            second.start();
            try (Daemon start = Daemon.start(world);
                    Program service = Program.start(first.inside(), List.of(Machine.PYTHON, "-c", SERVICE));
                    Daemon one = Daemon.startBehindRouter(
                            first.inside(), "--peer", "1.2.3.9:" + start.dhtPort(), "--value-id", "one.p2p:8080");
                    Daemon two = Daemon.startBehindRouter(second.inside(), "--peer", "1.2.3.9:" + start.dhtPort())) {
                String place = OUTSIDE + ":8080";
                Patience.await(
                        "one.p2p at " + place,
                        Patience.LONG,
                        () -> two.control("lookup", "one.p2p").out().lines().anyMatch(place::equals)
                                ? Optional.of(true)
                                : Optional.empty());
                assertEquals(new Dig.Answer("NOERROR", List.of(OUTSIDE)), two.dig("127.0.0.1", "A", "one.p2p"));

                assertTrue(service.isRunning(), service::said);
                awaitMappings(
                        first, Set.of(mapping("UDP", one.dhtPort()), mapping("UDP", 8080), mapping("TCP", 8080)), one);
                String heard = Program.succeed(second.inside(), Machine.PYTHON, "-c", CUSTOMER, place);
                assertEquals("the service of one", heard.strip());

                // They also know each other as nodes, though neither could be met without its router.
                two.awaitGoodNode(OUTSIDE + ":" + one.dhtPort());
            }
        }
    }

    /** What joins all routers. */
    private static Namespace worldwide() throws Exception {
        Namespace hub = Namespace.create();
        hub.becomeSwitch();
        return hub;
    }

    private Router routerAt(Namespace hub, String name, int port, String address) throws Exception {
        return new Router(Files.createDirectory(folder.resolve(name)), hub, port, address);
    }

    /** A config file for a node that speaks one protocol, and renews and looks so often that a test can see it. */
    private String hasty(String protocol) throws Exception {
        return Files.writeString(
                        folder.resolve("hasty.conf"),
                        "portfwd { protocols = [" + protocol + "], lifetime = 20 s, renewal = 5 s, check = 1 s }\n")
                .toString();
    }

    private static String mapping(String transport, int port) {
        return transport + " " + port + " to " + Router.MACHINE + ":" + port;
    }

    private static String pinhole(String transport, int port) {
        return transport + " " + port + " to fd770000000000000000000000000010";
    }

    private static void awaitStatus(Daemon node, String line) throws Exception {
        Patience.await(
                line,
                Patience.LONG,
                () -> node.control("status").out().lines().anyMatch(line::equals)
                        ? Optional.of(true)
                        : Optional.empty());
    }

    private static void awaitMappings(Router router, Set<String> wanted, Daemon node) throws Exception {
        awaitRules(wanted, router::mappings, node);
    }

    private static void awaitPinholes(Router router, Set<String> wanted, Daemon node) throws Exception {
        awaitRules(wanted, router::pinholes, node);
    }

    private static void awaitRules(Set<String> wanted, Callable<List<String>> rules, Daemon node) throws Exception {
        try {
            Patience.await(
                    "rules " + wanted,
                    Patience.LONG,
                    () -> new HashSet<>(rules.call()).equals(wanted) ? Optional.of(true) : Optional.empty());
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; there are " + rules.call() + "\n"
                            + node.program().said(),
                    e);
        }
    }

    private static void awaitRenewal(Router router, String transport, int port, Daemon node) throws Exception {
        // A lease is taken out of the file before it is written anew.
        long before = Patience.await("a lease", Patience.LONG, () -> router.end(transport, port));
        Patience.await(
                "the renewal of " + transport + " " + port + " by "
                        + node.program().said(),
                Patience.LONG,
                () -> router.end(transport, port).filter(end -> end > before));
    }

    /** A node of the world outside meets the one behind the router, which has never heard of it. */
    private static void reachFrom(Namespace world, Daemon node) throws Exception {
        String place = OUTSIDE + ":" + node.dhtPort();
        try (Daemon other = Daemon.start(world, "--peer", place)) {
            other.awaitGoodNode(place);
        }
    }
}
