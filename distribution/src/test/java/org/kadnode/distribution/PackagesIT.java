package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kadnode-package}: Debian packages, on a Debian that is made for the purpose, and archives. */
class PackagesIT {

    private static final Map<String, String> WITH_JDK = Map.of("JAVA_HOME", System.getProperty("java.home"));
    private static final String ALL = "KadNode v1.1.0 ( cmd dns lpd nss portfwd web )\n";
    private static final String SWITCH = "/etc/nsswitch.conf";

    @TempDir
    private static Path shared;

    private static Path packages;
    private static DebianMachine machine;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeThem() throws Exception {
        Machine.needsNamespaces();
        Machine.needsRoot();
        Machine.needsProgram("debootstrap", "debootstrap");
        Machine.needsProgram("lintian", "lintian");
        Machine.needsProgram("dpkg-shlibdeps", "dpkg-dev");
        Machine.needsFile(Daemon.HOME.resolve("lib/libnss_kadnode.so.2"), "gcc and libc6-dev when KadNode is built");
        packages = shared.resolve("packages");
        make(packages);
        machine = DebianMachine.install(Files.createDirectory(shared.resolve("debian")));
    }

    @AfterAll
    static void takeItAway() throws IOException {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void lintianHasNothingToSay() throws Exception {
        List<String> command = new ArrayList<>(List.of("lintian", "--allow-root", "--fail-on", "error,warning"));
        debs().forEach(deb -> command.add(deb.toString()));
        try (Program lintian = Program.start(Host.LOCAL, command)) {
            Program.Outcome outcome = lintian.awaitEnd(Patience.LONGEST);

            assertEquals("", outcome.out());
            assertEquals(0, outcome.status(), outcome::toString);
        }
    }

    @Test
    void madeTwiceTheyAreTheSameByteByByte() throws Exception {
        make(folder.resolve("again"));

        for (Path first : files(packages)) {
            assertEquals(
                    -1, Files.mismatch(first, folder.resolve("again").resolve(first.getFileName())), first::toString);
        }
        assertEquals(6, files(folder.resolve("again")).size());
    }

    @Test
    void areInstalledStartedStoppedUpgradedAndPurged() throws Exception {
        Map<String, String> before = machine.files();
        String names = Files.readString(machine.path(SWITCH));

        dpkg("-i", packages);
        assertEquals(ALL, Program.succeed(machine, "kadnode", "--version"));
        assertTrue(Files.readString(machine.path(SWITCH)).contains(" kadnode [!UNAVAIL=return] dns"));
        assertTrue(Files.isSymbolicLink(machine.path("/etc/systemd/system/multi-user.target.wants/kadnode.service")));
        if (Runtime.version().feature() >= 25) {
            assertTrue(Files.exists(machine.path("/var/cache/kadnode/kadnode.aot")));
        }
        servesAsTheUnitSays();

        // What the administrator has changed stays through an upgrade.
        Path settings = machine.path("/etc/kadnode/kadnode.conf");
        String own = Files.readString(settings) + "--query-tld .mine\n";
        Files.writeString(settings, own);
        Files.writeString(machine.path(SWITCH), names);
        Path newer = Files.createDirectory(folder.resolve("newer"));
        for (Path deb : debs()) {
            renumber(deb, newer);
        }
        dpkg("-i", newer);
        assertEquals("1.1.0+1", Program.succeed(machine, "dpkg-query", "-W", "-f", "${Version}", "kadnode"));
        assertEquals(own, Files.readString(settings));
        assertEquals(names, Files.readString(machine.path(SWITCH)));
        assertEquals(ALL, Program.succeed(machine, "kadnode", "--version"));

        Program.succeed(machine, "dpkg", "-r", "kadnode-plugins-web");
        assertEquals(ALL.replace(" web", ""), Program.succeed(machine, "kadnode", "--version"));
        Program.Outcome refused = Program.run(machine, "kadnode", "--web-port", "1");
        assertTrue(refused.err().contains("plugin web"), refused::toString);

        Program.succeed(machine, "dpkg", "-r", "kadnode-nss", "kadnode-plugins-portfwd", "kadnode");
        assertEquals(own, Files.readString(settings));
        Program.succeed(machine, "dpkg", "-P", "kadnode", "kadnode-nss");

        assertEquals(String.join("\n", lines(before)), String.join("\n", lines(machine.files())));
    }

    /** In place of systemd, which would need control groups of its own: starts what the unit starts, with the folders that it would make. */
    private void servesAsTheUnitSays() throws Exception {
        String unit = Files.readString(machine.path("/usr/lib/systemd/system/kadnode.service"));
        String start = unit.lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow()
                .substring("ExecStart=".length());
        for (String each : List.of("/var/lib/kadnode", "/run/kadnode")) {
            Program.succeed(machine, "install", "-d", "-o", "65534", "-g", "65534", each);
        }
        Path manager = Machine.script("notify_socket.py", folder);
        List<String> command = new ArrayList<>(Arrays.asList(start.split(" ", -1)));
        command.addAll(List.of("--value-id", "installed.p2p"));
        try (Program service = Program.start(machine.service(manager), command)) {
            String pid = service.awaitOutput("^heard READY=1 \\| MAINPID=([0-9]+) \\| STATUS=IPv4: looking for nodes, ")
                    .group(1);
            assertTrue(Program.succeed(machine, "kadnode-ctl", "status").startsWith("Version: " + ALL));
            // The C library asks libnss_kadnode, which reads /run/kadnode/nss and asks the daemon.
            assertTrue(
                    Program.succeed(machine, "getent", "hosts", "installed.p2p").contains("::1"));

            Program.succeed(Host.LOCAL, "kill", "-TERM", pid);
            Program.Outcome outcome = service.awaitEnd();
            assertEquals(0, outcome.status(), outcome::toString);
            assertTrue(outcome.out().contains("heard STOPPING=1"), outcome::toString);
        }
        Program.succeed(machine, "rm", "-r", "/run/kadnode");
    }

    @Test
    void nsswitchIsEditedAndRestored() throws Exception {
        Path file = machine.path(SWITCH);
        String usual = Files.readString(file);
        Path nss = debs().stream()
                .filter(deb -> deb.getFileName().toString().startsWith("kadnode-nss_"))
                .findFirst()
                .orElseThrow();
        Files.copy(nss, machine.path("/tmp/nss.deb"));
        try {
            Map<String, String> edited = Map.of(
                    "hosts: files dns\n", "hosts: files kadnode [!UNAVAIL=return] dns\n",
                    "hosts:files dns # own\n", "hosts:files kadnode [!UNAVAIL=return] dns # own\n",
                    "hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns\n",
                            "hosts: mymachines kadnode [!UNAVAIL=return] resolve [!UNAVAIL=return] files myhostname dns\n",
                    "hosts: dns\n", "hosts: kadnode [!UNAVAIL=return] dns\n",
                    "hosts: files\n", "hosts: files kadnode [!UNAVAIL=return]\n",
                    "hosts: files # not dns\n", "hosts: files kadnode [!UNAVAIL=return] # not dns\n",
                    "# hosts: files dns\nnetworks: files dns\n", "# hosts: files dns\nnetworks: files dns\n");
            for (Map.Entry<String, String> each : edited.entrySet()) {
                Files.writeString(file, each.getKey());
                Program.succeed(machine, "dpkg", "--force-depends", "-i", "/tmp/nss.deb");
                assertEquals(each.getValue(), Files.readString(file));
                // To install it anew is no upgrade, though nothing was purged.
                Program.succeed(machine, "dpkg", "-r", "kadnode-nss");
                assertEquals(each.getKey(), Files.readString(file));
            }
            String own = "hosts: files kadnode dns\n";
            Files.writeString(file, own);
            Program.succeed(machine, "dpkg", "--force-depends", "-i", "/tmp/nss.deb");
            assertEquals(own, Files.readString(file));
        } finally {
            Program.run(machine, "dpkg", "-P", "kadnode-nss");
            Files.delete(machine.path("/tmp/nss.deb"));
            Files.writeString(file, usual);
        }
    }

    @Test
    void archivesRunWhereTheyAreUnpacked() throws Exception {
        for (Path archive : files(packages)) {
            String name = archive.getFileName().toString();
            if (name.endsWith(".tar.gz")) {
                Path place = Files.createDirectory(folder.resolve(name + ".unpacked"));
                Program.succeed(Host.LOCAL, "tar", "-xzf", archive.toString(), "-C", place.toString());
                Path program = place.resolve("kadnode-1.1.0/bin/kadnode");
                // The one with a Java of its own would not find another.
                Map<String, String> java = name.contains("linux") ? Map.of("JAVA_HOME", "/nonexistent") : WITH_JDK;
                assertEquals(
                        ALL,
                        Program.run(Host.LOCAL, List.of(program.toString(), "--version"), java)
                                .out());
                assertEquals(name.contains("linux"), Files.exists(place.resolve("kadnode-1.1.0/runtime/bin/java")));
            }
        }
    }

    @Test
    void tellsWhatIsWrong() throws Exception {
        String program = Daemon.HOME.resolve("bin/kadnode-package").toString();
        Program.Outcome unfinished = Program.run(Host.LOCAL, program);
        assertEquals(2, unfinished.status());
        assertTrue(unfinished.err().contains("--output is missing"), unfinished::toString);

        Path none = folder.resolve("none");
        Program.Outcome nobody =
                Program.run(Host.LOCAL, program, "--output", none.toString(), "--maintainer", "Nobody");
        assertEquals(2, nobody.status());
        assertTrue(nobody.err().contains("Nobody"), nobody::toString);
        assertFalse(Files.exists(none));
    }

    private static void make(Path output) throws Exception {
        String program = Daemon.HOME.resolve("bin/kadnode-package").toString();
        Program.make(Host.LOCAL, List.of(program, "--output", output.toString()), WITH_JDK);
    }

    /** The same package with a higher version. */
    private void renumber(Path deb, Path output) throws Exception {
        String unpacked = folder.resolve(deb.getFileName() + ".parts").toString();
        Program.succeed(Host.LOCAL, "dpkg-deb", "-R", deb.toString(), unpacked);
        Path control = Path.of(unpacked, "DEBIAN", "control");
        Files.writeString(control, Files.readString(control).replace("1.1.0", "1.1.0+1"));
        Program.succeed(
                Host.LOCAL,
                "dpkg-deb",
                "--root-owner-group",
                "-Znone",
                "-b",
                unpacked,
                output.resolve(deb.getFileName()).toString());
    }

    private static void dpkg(String action, Path from) throws Exception {
        List<String> command = new ArrayList<>(List.of("dpkg", action));
        for (Path deb : files(from)) {
            String name = deb.getFileName().toString();
            if (name.endsWith(".deb")) {
                Files.copy(deb, machine.path("/tmp/" + name));
                command.add("/tmp/" + name);
            }
        }
        Program.make(machine, command, Map.of());
        for (String each : command.subList(2, command.size())) {
            Files.delete(machine.path(each));
        }
    }

    private static List<Path> debs() throws IOException {
        return files(packages).stream()
                .filter(file -> file.toString().endsWith(".deb"))
                .toList();
    }

    private static List<Path> files(Path from) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            return files.sorted().toList();
        }
    }

    private static List<String> lines(Map<String, String> files) {
        TreeSet<String> lines = new TreeSet<>();
        files.forEach((path, rest) -> lines.add(path + rest));
        return List.copyOf(lines);
    }
}
