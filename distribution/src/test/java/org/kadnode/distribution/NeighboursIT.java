package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes of one local network that nobody has told of each other: no {@code --peer}, no peer file. */
class NeighboursIT {

    private static final Pattern MESSAGES =
            Pattern.compile("LPD messages: .*\\((\\d+) met, .* (\\d+) malformed, .* (\\d+) too many\\)");

    /** Says that there are nodes at all ports, and much that means nothing. */
    private static final String FLOOD = """
            import socket
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.77.0.3"))
            for i in range(10000):
                text = "BT-SEARCH * HTTP/1.1\\r\\nPort: %d\\r\\n\\r\\n" % (i + 1) if i % 2 else "x" * (i % 1400)
                sender.sendto(text.encode(), ("239.192.152.143", 6771))
            """;

    /** As KadNode 1.0 in IPv6: calls from a link-local address, and shows what it hears then. */
    private static final String LINK_LOCAL_CALLER = """
            import socket, struct, time
            link = socket.if_nametoindex("eth0")
            group = socket.inet_pton(socket.AF_INET6, "ff15::efc0:988f")
            caller = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            caller.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, link)
            caller.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
            caller.bind(("::", 6771))
            caller.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group + struct.pack("@I", link))
            caller.settimeout(20)
            for attempt in range(100):
                try:
                    caller.sendto(b"BT-SEARCH * HTTP/1.0\\r\\nPort: 7000\\r\\n\\r\\n\\r\\n", ("ff15::efc0:988f", 6771))
                    break
                except OSError:
                    time.sleep(0.1)  # The address is new and still probed for a duplicate.
            text, source = caller.recvfrom(1500)
            print(source[0], text.decode())
            """;

    /** A BitTorrent client that has a torrent, knows no node, and tells its neighbours (BEP 14). */
    private static final String BITTORRENT_CLIENT = """
            import libtorrent, sys
            session = libtorrent.session({
                "listen_interfaces": "10.77.0.2:6999,[fd77::2]:6999", "enable_lsd": True, "dht_bootstrap_nodes": "",
                "enable_upnp": False, "enable_natpmp": False})
            torrent = libtorrent.parse_magnet_uri("magnet:?xt=urn:btih:" + "ab" * 20)
            torrent.save_path = "/nonexistent"
            session.add_torrent(torrent)
            sys.stdin.read()
            """;

    @BeforeAll
    static void machine() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("dig", "bind9-dnsutils");
    }

    @Test
    void threeOnOneSwitchResolveEachOthersNames() throws Exception {
        try (Namespace hub = Namespace.create();
                Namespace first = Namespace.create();
                Namespace second = Namespace.create();
                Namespace third = Namespace.create()) {
            hub.becomeSwitch();
            List<Namespace> machines = List.of(first, second, third);
            for (int i = 1; i <= machines.size(); i++) {
                machines.get(i - 1).plugInto(hub, i, "10.77.0." + i + "/24", "fd77::" + i + "/64");
            }
            try (Daemon one = Daemon.startAmongNeighbours(first, "--mode", "dual", "--value-id", "one.p2p");
                    Daemon two = Daemon.startAmongNeighbours(second, "--mode", "dual", "--value-id", "two.p2p");
                    Daemon three = Daemon.startAmongNeighbours(third, "--mode", "dual", "--value-id", "three.p2p")) {
                awaitResolved(three, "one.p2p", 1);
                awaitResolved(one, "two.p2p", 2);
                awaitResolved(two, "three.p2p", 3);
                awaitResolved(one, "three.p2p", 3);
            }
        }
    }

    @Test
    void twoOnOneMachineMeet() throws Exception {
        try (Namespace hub = Namespace.create();
                Namespace machine = Namespace.create()) {
            hub.becomeSwitch();
            machine.plugInto(hub, 1, "10.77.0.1/24", "fd77::1/64");
            try (Daemon one = Daemon.startAmongNeighbours(machine, "--mode", "dual", "--value-id", "one.p2p");
                    Daemon two = Daemon.startAmongNeighbours(machine, "--mode", "dual")) {
                awaitMet(two, 1, one);
                awaitMet(one, 1, two);
                awaitResolved(two, "one.p2p", 1);
            }
        }
    }

    @Test
    void aNetworkThatAppearsLaterIsNoticed() throws Exception {
        try (Namespace hub = Namespace.create();
                Namespace first = Namespace.create();
                Namespace second = Namespace.create()) {
            hub.becomeSwitch();
            first.plugInto(hub, 1, "10.77.0.1/24", "fd77::1/64");
            try (Daemon one = Daemon.startAmongNeighbours(first, "--mode", "dual");
                    Daemon two = Daemon.startAmongNeighbours(second, "--mode", "dual")) {
                String before = two.control("status").out();
                assertTrue(before.contains("LPD 239.192.152.143:6771: no interface"), before);

                second.plugInto(hub, 2, "10.77.0.2/24", "fd77::2/64");

                awaitMet(two, 1, one);
                awaitMet(one, 2, two);
                String after = two.control("status").out();
                assertTrue(after.contains("LPD 239.192.152.143:6771: eth0"), after);
                assertTrue(after.contains("LPD [ff15::efc0:988f]:6771: eth0"), after);
            }
        }
    }

    @Test
    void aBitTorrentClientIsMet() throws Exception {
        Machine.needsPythonModule("libtorrent", "python3-libtorrent");
        try (Namespace hub = Namespace.create();
                Namespace first = Namespace.create();
                Namespace second = Namespace.create()) {
            hub.becomeSwitch();
            first.plugInto(hub, 1, "10.77.0.1/24", "fd77::1/64");
            second.plugInto(hub, 2, "10.77.0.2/24", "fd77::2/64");
            try (Daemon one = Daemon.startAmongNeighbours(first, "--mode", "dual");
                    Program client = Program.start(second, List.of(Machine.PYTHON, "-c", BITTORRENT_CLIENT))) {
                one.awaitGoodNode("10.77.0.2:6999");
                one.awaitGoodNode("[fd77::2]:6999");
                assertTrue(client.isRunning(), client::said);
            }
        }
    }

    @Test
    void aCallerThatCannotBeMetIsToldWhereWeAre() throws Exception {
        Machine.needsProgram("python3", "python3");
        try (Namespace hub = Namespace.create();
                Namespace first = Namespace.create();
                Namespace second = Namespace.create()) {
            hub.becomeSwitch();
            first.plugInto(hub, 1, "fd77::1/64");
            second.plugInto(hub, 2);
            try (Daemon one = Daemon.startAmongNeighbours(first, "--mode", "ipv6")) {
                String heard = Program.succeed(second, Machine.PYTHON, "-c", LINK_LOCAL_CALLER);

                assertTrue(heard.startsWith("fd77::1 BT-SEARCH * HTTP/1.0"), heard);
                assertTrue(heard.contains("Port: " + one.dhtPort() + "\r\n"), heard);
                String status = one.control("status").out();
                assertTrue(status.contains("(0 met, ") && status.contains(" 1 unreachable, "), status);
            }
        }
    }

    @Test
    void aFloodChangesNothingButACounter() throws Exception {
        Machine.needsProgram("python3", "python3");
        try (Namespace hub = Namespace.create();
                Namespace first = Namespace.create();
                Namespace second = Namespace.create();
                Namespace hostile = Namespace.create()) {
            hub.becomeSwitch();
            first.plugInto(hub, 1, "10.77.0.1/24");
            second.plugInto(hub, 2, "10.77.0.2/24");
            hostile.plugInto(hub, 3, "10.77.0.3/24");
            try (Daemon one = Daemon.startAmongNeighbours(first);
                    Daemon two = Daemon.startAmongNeighbours(second, "--value-id", "two.p2p")) {
                awaitResolved(one, "two.p2p", "A", "10.77.0.2");
                String known = one.control("export").out();

                Program.succeed(hostile, Machine.PYTHON, "-c", FLOOD);

                Matcher messages = Patience.await("more messages than are heard", Patience.LONG, () -> {
                    Matcher line = MESSAGES.matcher(one.control("status").out());
                    return line.find() && Integer.parseInt(line.group(3)) > 0 ? Optional.of(line) : Optional.empty();
                });
                // One meeting was with the other node; of all ports of the hostile machine, a few are tried.
                int met = Integer.parseInt(messages.group(1));
                assertTrue(met <= 1 + 8, messages.group());
                assertEquals(known, one.control("export").out());
                awaitResolved(one, "two.p2p", "A", "10.77.0.2");
                assertTrue(one.program().isRunning(), one.program()::said);
                assertTrue(two.program().isRunning(), two.program()::said);
            }
        }
    }

    /** Waits until a daemon knows another one in both families, by the number of its machine. */
    private static void awaitMet(Daemon seeker, int machine, Daemon other) throws Exception {
        seeker.awaitGoodNode("10.77.0." + machine + ":" + other.dhtPort());
        seeker.awaitGoodNode("[fd77::" + machine + "]:" + other.dhtPort());
    }

    private static void awaitResolved(Daemon seeker, String name, int machine) throws Exception {
        awaitResolved(seeker, name, "A", "10.77.0." + machine);
        awaitResolved(seeker, name, "AAAA", "fd77::" + machine);
    }

    private static void awaitResolved(Daemon seeker, String name, String type, String address) throws Exception {
        Dig.Answer wanted = new Dig.Answer("NOERROR", List.of(address));
        AtomicReference<Dig.Answer> last = new AtomicReference<>();
        Patience.await(
                () -> type + " of " + name + ", " + address + "; the last answer was " + last + "; "
                        + seeker.program().said(),
                Patience.LONG,
                () -> {
                    last.set(seeker.dig("127.0.0.1", type, name));
                    return Optional.of(last.get()).filter(wanted::equals);
                });
    }
}
