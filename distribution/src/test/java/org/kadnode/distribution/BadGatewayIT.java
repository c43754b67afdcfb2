package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks in which nobody forwards ports: the node says so once, asks little, and works as ever. */
class BadGatewayIT {

    private static final String GATEWAY = "10.77.0.1";

    /** Requests of one search: 2 packets of PCP, 5 of NAT-PMP, 8 of SSDP of which half are for the group, some of HTTP. */
    private static final int ONE_SEARCH = 25;

    /** Answers all that is asked, to none of it with sense, and prints a line for each request. */
    private static final String NONSENSE = """
            import os, socket, threading
            def answers(question):
                yield b""
                yield os.urandom(7)
                yield bytes([question[0], question[1] | 0x80, 0, 99]) + os.urandom(56)
                yield question
                yield bytes([2, 0x81, 0, 0]) + b"\\0" * 1500
            def datagrams(port, make):
                server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                server.bind(("0.0.0.0", port))
                while True:
                    question, source = server.recvfrom(2000)
                    print("asked", port, flush=True)
                    for answer in make(question):
                        server.sendto(answer, source)
            def devices(question):
                yield os.urandom(200)
                for place in "http://10.77.0.2:80/other", "file:///etc/passwd", "http://10.77.0.1:5000/description":
                    yield ("HTTP/1.1 200 OK\\r\\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\\r\\n"
                        + "LOCATION: " + place + "\\r\\n\\r\\n").encode()
            def descriptions():
                server = socket.create_server(("0.0.0.0", 5000))
                while True:
                    client, source = server.accept()
                    client.recv(2000)
                    print("asked 5000", flush=True)
                    client.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 1000000000\\r\\n\\r\\n<!DOCTYPE a [")
                    try:
                        while True:
                            client.sendall(b"<!ENTITY b 'c'>" * 1000)
                    except OSError:
                        client.close()
            threading.Thread(target=descriptions).start()
            threading.Thread(target=datagrams, args=(1900, devices)).start()
            datagrams(5351, answers)
            """;

    private static final String SILENCE = """
            table inet filter {
                chain input {
                    type filter hook input priority 0; policy drop;
                    ip protocol { udp, tcp } counter drop
                }
            }
            """;

    private static final Pattern COUNTER = Pattern.compile("counter packets (\\d+)");
    private static final Pattern NEWS = Pattern.compile("Port forwarding \\(IPv4\\): (.*)");

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsNamespaces() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("dig", "bind9-dnsutils");
    }

    @Test
    void withoutAGateway() throws Exception {
        try (Namespace machine = Namespace.create();
                Namespace gateway = Namespace.create();
                Program idle = Program.start(gateway, List.of("sleep", "infinity"))) {
            machine.connect(List.of("10.77.0.2/24"), gateway, List.of(GATEWAY + "/24"));
            works(machine, idle, "no gateway");
        }
    }

    @Test
    void withOneThatAnswersNonsense() throws Exception {
        Machine.needsProgram("python3", "python3");
        try (Namespace machine = Namespace.create();
                Namespace gateway = Namespace.create();
                Program nonsense = Program.start(gateway, List.of(Machine.PYTHON, "-c", NONSENSE))) {
            machine.connect(List.of("10.77.0.2/24"), gateway, List.of(GATEWAY + "/24"));
            Program.succeed(machine, "ip", "route", "add", "default", "via", GATEWAY);

            works(
                    machine,
                    nonsense,
                    "gateway " + GATEWAY
                            + " forwards nothing (PCP: answers make no sense, NAT-PMP: answers make no sense,"
                            + " UPnP: its answers are too long); it is asked again from time to time");

            long asked = nonsense.said()
                    .lines()
                    .filter(line -> line.startsWith("asked"))
                    .count();
            assertTrue(asked > 0 && asked <= 2 * ONE_SEARCH, nonsense::said);
        }
    }

    @Test
    void withOneThatNeverAnswers() throws Exception {
        Machine.needsProgram("nft", "nftables");
        try (Namespace machine = Namespace.create();
                Namespace gateway = Namespace.create();
                Program idle = Program.start(gateway, List.of("sleep", "infinity"))) {
            machine.connect(List.of("10.77.0.2/24"), gateway, List.of(GATEWAY + "/24"));
            Program.succeed(machine, "ip", "route", "add", "default", "via", GATEWAY);
            Program.succeed(
                    gateway,
                    "nft",
                    "-f",
                    Files.writeString(folder.resolve("silence"), SILENCE).toString());

            works(
                    machine,
                    idle,
                    "gateway " + GATEWAY + " forwards nothing (PCP: no answer, NAT-PMP: no answer, UPnP: not offered);"
                            + " it is asked again from time to time");

            Matcher counter = COUNTER.matcher(Program.succeed(gateway, "nft", "list", "ruleset"));
            assertTrue(counter.find());
            int asked = Integer.parseInt(counter.group(1));
            // A slow test may see a second search.
            assertTrue(asked > 0 && asked <= 2 * ONE_SEARCH, counter.group());
        }
    }

    /** Two nodes of a machine find each other's names, and one of them says in the end why its ports are not forwarded. */
    private static void works(Namespace machine, Program gateway, String news) throws Exception {
        try (Daemon other = Daemon.start(machine, "--value-id", "other.p2p");
                Daemon node = Daemon.startBehindRouter(
                        machine, "--peer", "10.77.0.2:" + other.dhtPort(), "--value-id", "node.p2p:8080")) {
            awaitResolved(node, "other.p2p");
            awaitResolved(other, "node.p2p");
            Patience.await(
                    news,
                    Patience.LONG,
                    () -> node.program().said().contains(news) ? Optional.of(true) : Optional.empty());
            assertEquals(
                    List.of(news),
                    NEWS.matcher(node.program().said())
                            .results()
                            .map(line -> line.group(1))
                            .toList());
            assertTrue(gateway.isRunning(), gateway::said);
            assertEquals(0, node.program().terminate().status());
        }
    }

    private static void awaitResolved(Daemon seeker, String name) throws Exception {
        Dig.Answer wanted = new Dig.Answer("NOERROR", List.of("10.77.0.2"));
        Patience.await(
                name,
                Patience.LONG,
                () -> Optional.of(seeker.dig("127.0.0.1", "A", name)).filter(wanted::equals));
    }
}
