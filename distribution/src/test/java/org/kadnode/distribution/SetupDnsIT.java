package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kadnode setup-dns} on folders that are laid out as systems are, with the programs for which the files are. */
class SetupDnsIT {

    private static final int RESOLVER_PORT = 5300;

    @TempDir
    private Path root;

    @TempDir
    private Path run;

    private Map<String, String> before = Map.of();

    @BeforeEach
    void layOut() throws Exception {
        Machine.needsNamespaces();
        write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        write("etc/group", "root:x:0:\n");
        write("etc/resolv.conf", "nameserver 127.0.0.1\n");
        Files.createDirectories(root.resolve("var/lib"));
    }

    @Test
    void unboundFindsNames() throws Exception {
        Machine.needsProgram("unbound-checkconf", "unbound");
        write("etc/unbound/unbound.conf", "include-toplevel: \"/etc/unbound/unbound.conf.d/*.conf\"\n");
        write("etc/unbound/unbound.conf.d/local.conf", """
                server:
                    interface: 127.0.0.1
                    port: %d
                    username: ""
                    chroot: ""
                    pidfile: ""
                    use-syslog: no
                    module-config: "iterator"
                """.formatted(RESOLVER_PORT));
        asksOurNode(
                "etc/unbound/unbound.conf.d/kadnode.conf",
                List.of("unbound-checkconf", "/etc/unbound/unbound.conf"),
                List.of("unbound", "-d", "-c", "/etc/unbound/unbound.conf"));
    }

    @Test
    void unboundWithOneFileFindsNames() throws Exception {
        Machine.needsProgram("unbound-checkconf", "unbound");
        write("etc/unbound/unbound.conf", """
                server:
                    interface: 127.0.0.1
                    port: %d
                    username: ""
                    chroot: ""
                    pidfile: ""
                    use-syslog: no
                forward-zone:
                    name: "."
                    forward-addr: 192.0.2.1
                """.formatted(RESOLVER_PORT));
        asksOurNode(
                "etc/unbound/unbound.conf",
                List.of("unbound-checkconf", "/etc/unbound/unbound.conf"),
                List.of("unbound", "-d", "-c", "/etc/unbound/unbound.conf"));
    }

    @Test
    void dnsmasqFindsNames() throws Exception {
        Machine.needsProgram("dnsmasq", "dnsmasq-base");
        write("etc/dnsmasq.conf", """
                port=%d
                listen-address=127.0.0.1
                bind-interfaces
                no-resolv
                user=root
                stop-dns-rebind
                conf-dir=/etc/dnsmasq.d/,*.conf
                """.formatted(RESOLVER_PORT));
        Files.createDirectories(root.resolve("etc/dnsmasq.d"));
        asksOurNode(
                "etc/dnsmasq.d/kadnode.conf",
                List.of("dnsmasq", "--test", "-C", "/etc/dnsmasq.conf"),
                List.of("dnsmasq", "--keep-in-foreground", "--pid-file=", "-C", "/etc/dnsmasq.conf"));
    }

    @Test
    void networkManagersDnsmasqFindsNames() throws Exception {
        Machine.needsProgram("dnsmasq", "dnsmasq-base");
        write("etc/NetworkManager/NetworkManager.conf", "[main]\ndns=dnsmasq\n");
        // How NetworkManager starts it, but for the port.
        List<String> started = List.of(
                "dnsmasq",
                "--no-resolv",
                "--keep-in-foreground",
                "--no-hosts",
                "--bind-interfaces",
                "--pid-file=",
                "--user=root",
                "--listen-address=127.0.0.1",
                "--port=" + RESOLVER_PORT,
                "--cache-size=400",
                "--conf-file=/dev/null",
                "--conf-dir=/etc/NetworkManager/dnsmasq.d");
        List<String> tested = new ArrayList<>(started);
        tested.add("--test");
        asksOurNode("etc/NetworkManager/dnsmasq.d/kadnode.conf", tested, started);
    }

    @Test
    void everyProgramFindsNamesThroughTheCLibrary() throws Exception {
        Machine.needsFile(Daemon.HOME.resolve("lib/libnss_kadnode.so.2"), "gcc and libc6-dev when KadNode is built");
        write("etc/resolv.conf", "nameserver 192.0.2.1\n");
        write("etc/nsswitch.conf", "passwd: files\nhosts: files dns\n");
        Path libraries = Files.createDirectories(root.resolve("usr/lib"));
        Files.copy(cLibrary(), libraries.resolve("libc.so.6"));
        before = all();

        try (Namespace machine = Namespace.create();
                Daemon daemon = Daemon.start(
                        new OwnFiles(machine, Map.of("/run", run)),
                        "--value-id",
                        "found.p2p",
                        "--nss-port",
                        Integer.toString(Ports.free()))) {
            setUp(daemon);
            Program.Outcome found = Program.run(
                    new OwnFiles(machine, Map.of("/run", run, "/etc", root.resolve("etc"))),
                    List.of("getent", "--no-addrconfig", "ahostsv4", "found.p2p"),
                    Map.of("LD_LIBRARY_PATH", libraries.toString()));
            assertEquals(0, found.status(), found::toString);
            assertTrue(found.out().startsWith("127.0.0.1 "), found::toString);
        }
        undo();
    }

    @Test
    void systemdReadsWhatIsWritten() throws Exception {
        Machine.needsProgram("systemd-analyze", "systemd");
        write("etc/resolv.conf", "nameserver 127.0.0.53\n");
        write("etc/systemd/resolved.conf", "[Resolve]\n");
        before = all();

        succeed("setup-dns", "--root", root.toString(), "--dns-port", "5353");
        String read =
                Program.succeed(Host.LOCAL, "systemd-analyze", "--root=" + root, "cat-config", "systemd/resolved.conf");
        assertTrue(read.contains("DNS=127.0.0.1:5353\nDomains=~p2p\n"), read);
        undo();
    }

    @Test
    void theExamplesOfTheManualWork() throws Exception {
        write("etc/dnsmasq.conf", "domain-needed\n");
        before = all();
        List<String> examples = Files.readAllLines(Daemon.HOME.resolve("share/man/man8/kadnode-setup-dns.8")).stream()
                .filter(line -> line.startsWith("# kadnode "))
                .map(line -> line.replace("# kadnode ", ""))
                .toList();
        assertEquals(4, examples.size());
        for (String example : examples) {
            succeed((example + " --root " + root).split(" ", -1));
        }
        assertEquals(before, all());
    }

    /** Sets up the resolver that is laid out, has it check the file and find a name by it, and undoes all. */
    private void asksOurNode(String file, List<String> check, List<String> start) throws Exception {
        Machine.needsProgram("dig", "bind9-dnsutils");
        before = all();
        try (Namespace machine = Namespace.create();
                Daemon daemon = Daemon.start(machine, "--value-id", "found.p2p")) {
            Host system = new OwnFiles(machine, Map.of("/etc", root.resolve("etc")));
            String shown = setUp(daemon);
            assertTrue(shown.contains("+++ /" + file), shown);
            Program.succeed(system, check.toArray(String[]::new));
            try (Program resolver = Program.start(system, start)) {
                List<String> addresses = Patience.await("found.p2p by " + start.getFirst(), Patience.LONG, () -> {
                    assertTrue(resolver.isRunning(), resolver::said);
                    Dig.Answer answer = Dig.ask(machine, "127.0.0.1", RESOLVER_PORT, "A", "found.p2p");
                    return answer.status().equals("NOERROR") ? Optional.of(answer.data()) : Optional.empty();
                });
                assertEquals(List.of("127.0.0.1"), addresses);
            }
        }
        undo();
    }

    private String setUp(Daemon daemon) throws Exception {
        String shown =
                succeed("setup-dns", "--root", root.toString(), "--dns-port", Integer.toString(daemon.dnsPort()));
        assertTrue(all().size() > before.size(), "nothing was kept");
        return shown;
    }

    private void undo() throws Exception {
        succeed("setup-dns", "--root", root.toString(), "--undo");
        assertEquals(before, all());
    }

    private static String succeed(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Daemon.HOME.resolve("bin/kadnode").toString()));
        command.addAll(Arrays.asList(words));
        return Program.succeed(Host.LOCAL, command.toArray(String[]::new));
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    /** That of this machine. */
    private static Path cLibrary() throws Exception {
        String list = Program.succeed(Host.LOCAL, "ldd", "/bin/true");
        return Path.of(list.lines()
                        .filter(line -> line.contains("libc.so.6 =>"))
                        .findFirst()
                        .orElseThrow()
                        .strip()
                        .split(" ", -1)[2])
                .toRealPath();
    }

    /** All that makes up the system: kind, permissions and content by path. */
    private Map<String, String> all() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                all.put(
                        root.relativize(path).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
                                + (Files.isRegularFile(path)
                                        ? HexFormat.of().formatHex(Files.readAllBytes(path))
                                        : ""));
            }
        }
        return all;
    }
}
