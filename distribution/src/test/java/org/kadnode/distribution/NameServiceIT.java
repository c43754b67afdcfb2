package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that know nothing of KadNode find hosts through the C library and libnss_kadnode, at the first try. */
class NameServiceIT {

    private static final String ADDRESS = "10.77.0.1";
    private static final String ADDRESS6 = "fd77::1";

    /** Less than the library waits for a node that is silent: who ends before has not waited for one. */
    private static final String WITHOUT_WAITING = "4";

    @TempDir
    private Path folder;

    @BeforeEach
    void needsTheLibrary() throws Exception {
        Machine.needsNamespaces();
        Machine.needsFile(Daemon.HOME.resolve("lib/libnss_kadnode.so.2"), "gcc and libc6-dev when KadNode is built");
        Machine.needsProgram("ping", "iputils-ping");
        Files.createDirectory(folder.resolve("run"));
        Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files kadnode\n");
    }

    @Test
    void everyProgramFindsANameAtTheFirstTry() throws Exception {
        List<String> names = List.of("hosts", "ahosts", "ahostsv4", "ahostsv6", "ping", "python", "java");
        try (Namespace there = Namespace.create();
                Namespace here = Namespace.create()) {
            there.connect(List.of(ADDRESS + "/24", ADDRESS6 + "/64"), here, List.of("10.77.0.2/24", "fd77::2/64"));
            Host machine = withItsOwnFiles(here);
            List<String> announced = new ArrayList<>(List.of("--mode", "dual"));
            names.forEach(name -> announced.addAll(List.of("--value-id", name + ".p2p")));
            try (Daemon owner = Daemon.start(there, announced.toArray(String[]::new));
                    Daemon asker = Daemon.start(
                            machine,
                            "--mode",
                            "dual",
                            "--peer",
                            ADDRESS + ":" + owner.dhtPort(),
                            "--peer",
                            "[" + ADDRESS6 + "]:" + owner.dhtPort(),
                            "--nss-port",
                            Integer.toString(Ports.free()))) {
                assertTrue(
                        Files.exists(folder.resolve("run/kadnode/nss")),
                        asker.program().said());

                assertTrue(addresses(machine, "getent", "hosts", "hosts.p2p")
                        .anyMatch(List.of(ADDRESS, ADDRESS6)::contains));
                assertTrue(addresses(machine, "getent", "ahosts", "ahosts.p2p")
                        .anyMatch(List.of(ADDRESS, ADDRESS6)::contains));
                assertEquals(
                        List.of(ADDRESS),
                        addresses(machine, "getent", "ahostsv4", "ahostsv4.p2p")
                                .distinct()
                                .toList());
                assertEquals(
                        List.of(ADDRESS6),
                        addresses(machine, "getent", "ahostsv6", "ahostsv6.p2p")
                                .distinct()
                                .toList());
                succeed(machine, "ping", "-c", "1", "-W", "5", "ping.p2p");
                assertTrue(succeed(
                                machine,
                                Machine.PYTHON,
                                "-c",
                                "import socket; print(socket.getaddrinfo('python.p2p', 22, type=socket.SOCK_STREAM,"
                                        + " flags=socket.AI_CANONNAME))")
                        .contains(ADDRESS));
                assertTrue(succeed(machine, java(), javaProgram(), "java.p2p").contains(ADDRESS));
                assertTrue(asker.control("status").out().contains("NSS requests"));
            }
        }
    }

    @Test
    void nothingWaitsWhereNoNodeRuns() throws Exception {
        try (Namespace alone = Namespace.create()) {
            Host machine = withItsOwnFiles(alone);

            // 2 is how getent says "not found", 124 how timeout says "too late".
            for (String name : List.of("foo.p2p", "example.org")) {
                Program.Outcome outcome = run(machine, "timeout", WITHOUT_WAITING, "getent", "hosts", name);
                assertEquals(2, outcome.status(), name);
            }
            assertEquals(
                    "127.0.0.1",
                    addresses(machine, "getent", "--no-addrconfig", "ahostsv4", "localhost")
                            .findFirst()
                            .orElseThrow());
        }
    }

    @Test
    void theFileThatTellsThePortGoesWithTheNode() throws Exception {
        try (Namespace alone = Namespace.create()) {
            Host machine = withItsOwnFiles(alone);
            Path file = folder.resolve("run/kadnode/nss");
            int port = Ports.free();
            try (Daemon daemon = Daemon.start(
                    machine, "--query-tld", ".mesh", "--value-id", "foo.mesh", "--nss-port", Integer.toString(port))) {
                assertEquals("port " + port + "\ntld mesh\nkeys\n", Files.readString(file));
                assertEquals(
                        "127.0.0.1",
                        addresses(machine, "getent", "--no-addrconfig", "ahostsv4", "foo.mesh")
                                .findFirst()
                                .orElseThrow());

                assertEquals(0, daemon.program().terminate().status());
            }
            assertFalse(Files.exists(file));
        }
    }

    /** A machine with a name service switch and a folder {@code /run} of its own. */
    private Host withItsOwnFiles(Namespace namespace) {
        return new OwnFiles(
                namespace,
                Map.of("/run", folder.resolve("run"), "/etc/nsswitch.conf", folder.resolve("nsswitch.conf")));
    }

    /** The first column of what {@code getent} prints. */
    private static Stream<String> addresses(Host machine, String... command) throws Exception {
        return succeed(machine, command).lines().map(line -> line.substring(0, line.indexOf(' ')));
    }

    private static String succeed(Host machine, String... command) throws Exception {
        Program.Outcome outcome = run(machine, command);
        assertEquals(0, outcome.status(), () -> String.join(" ", command) + ": " + outcome);
        return outcome.out();
    }

    private static Program.Outcome run(Host machine, String... command) throws Exception {
        return Program.run(
                machine,
                List.of(command),
                Map.of("LD_LIBRARY_PATH", Daemon.HOME.resolve("lib").toString()));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private String javaProgram() throws Exception {
        return Files.writeString(folder.resolve("Resolve.java"), """
                        public class Resolve {
                            public static void main(String[] names) throws Exception {
                                for (var each : java.net.InetAddress.getAllByName(names[0])) {
                                    System.out.println(each.getHostAddress());
                                }
                            }
                        }
                        """).toString();
    }
}
