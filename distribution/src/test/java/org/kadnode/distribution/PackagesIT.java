package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian packages: what Debian's own checker says, and a life in a fresh Debian 12 from installation to purge. */
class PackagesIT {

    private static final Map<String, String> JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));

    @TempDir
    private static Path folder;

    private static Path packages = Path.of("");

    @BeforeAll
    static void makePackages() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("dpkg-shlibdeps", "dpkg-dev");
        Machine.needsProgram("strip", "binutils");
        Machine.needsProgram("lintian", "lintian");
        Machine.needsProgram("debootstrap", "debootstrap");
        packages = folder.resolve("packages");
        Program.make(
                List.of(
                        Daemon.HOME.resolve("bin/kadnode-package").toString(),
                        "--output",
                        packages.toString(),
                        "--maintainer",
                        "A Tester <tester@kadnode.invalid>"),
                JAVA);
    }

    @Test
    void lintianFindsNothing() throws Exception {
        for (Path file : files(".deb")) {
            assertEquals(
                    "",
                    Program.make(
                            List.of("lintian", "--allow-root", "--fail-on", "error,warning", file.toString()),
                            Map.of()));
        }
    }

    @Test
    void archivesHoldOneFolder() throws Exception {
        List<Path> archives = files(".tar.gz");
        assertEquals(2, archives.size());
        for (Path archive : archives) {
            String listed = Program.succeed(Host.LOCAL, "tar", "--list", "--file", archive.toString());
            assertTrue(listed.contains("kadnode-1.1.0/bin/kadnode\n"), archive::toString);
            assertTrue(listed.lines().allMatch(line -> line.startsWith("kadnode-1.1.0/")), archive::toString);
        }
    }

    @Test
    void installsServesUpgradesAndLeavesNothing() throws Exception {
        Path root = debian();
        try (Namespace machine = Namespace.create()) {
            Program.succeed(
                    Host.LOCAL,
                    "mount",
                    "-t",
                    "proc",
                    "proc",
                    root.resolve("proc").toString());
            try {
                live(root, machine);
            } finally {
                Program.succeed(Host.LOCAL, "umount", root.resolve("proc").toString());
            }
        }
    }

    private void live(Path root, Namespace machine) throws Exception {
        Host debian = command -> machine.command(Stream.concat(Stream.of("chroot", root.toString()), command.stream())
                .toList());
        List<String> before = contents(root);
        String switchBefore = Files.readString(root.resolve("etc/nsswitch.conf"));
        for (Path file : files(".deb")) {
            Files.copy(file, root.resolve("tmp").resolve(file.getFileName()));
        }

        Program.succeed(debian, "sh", "-c", "dpkg --install /tmp/kadnode_*.deb /tmp/kadnode-nss_*.deb");
        assertEquals("KadNode v1.1.0 ( cmd dns lpd nss )\n", Program.succeed(debian, "kadnode", "--version"));
        assertTrue(Files.readString(root.resolve("etc/nsswitch.conf")).contains(" kadnode "));
        Program.succeed(debian, "sh", "-c", "dpkg --install /tmp/kadnode-plugins-*.deb");
        assertEquals(
                "KadNode v1.1.0 ( cmd dns lpd nss portfwd web )\n", Program.succeed(debian, "kadnode", "--version"));
        serve(root, debian);

        Path settings = root.resolve("etc/kadnode/kadnode.conf");
        String edited = Files.readString(settings) + "# of this machine\n";
        Files.writeString(settings, edited);
        for (Path file : files(".deb")) {
            makeNewer(root.resolve("tmp").resolve(file.getFileName()));
        }
        Program.succeed(debian, "sh", "-c", "dpkg --install /tmp/*.deb");
        assertEquals(edited, Files.readString(settings));
        assertEquals("1.1.1", Program.succeed(debian, "dpkg-query", "--show", "--showformat=${Version}", "kadnode"));
        serve(root, debian);

        Program.succeed(debian, "sh", "-c", "rm /tmp/*.deb");
        Program.succeed(
                debian, "dpkg", "--purge", "kadnode-plugins-web", "kadnode-plugins-portfwd", "kadnode-nss", "kadnode");
        assertEquals(switchBefore, Files.readString(root.resolve("etc/nsswitch.conf")));
        assertEquals(before, contents(root));
    }

    /** Starts it as the unit does, finds a name through the C library, and ends it. */
    private static void serve(Path root, Host debian) throws Exception {
        Matcher start = Pattern.compile("(?m)^ExecStart=(.*)$")
                .matcher(Files.readString(root.resolve("usr/lib/systemd/system/kadnode.service")));
        assertTrue(start.find());
        String command = "mkdir -p /run/kadnode; exec " + start.group(1) + " --value-id found.p2p";
        try (Program daemon = Program.start(debian, List.of("sh", "-c", command))) {
            Patience.await("an answer to kadnode-ctl", Patience.LONG, () -> {
                assertTrue(daemon.isRunning(), daemon::said);
                return Program.run(debian, "kadnode-ctl", "status").status() == 0
                        ? Optional.of(true)
                        : Optional.empty();
            });
            String found = Program.succeed(debian, "getent", "ahosts", "found.p2p");
            assertTrue(found.contains("127.0.0.1 "), found);
            assertEquals(0, daemon.terminate().status(), daemon::said);
        }
    }

    /** A Debian with nothing but what belongs to each, from where this machine has its packages. */
    private static Path debian() throws Exception {
        Path root = folder.resolve("debian");
        Matcher mirror = Pattern.compile("(?m)^(?:URIs: |deb (?:\\[.*] )?)(https?://\\S+?/debian)/?(?=\\s)")
                .matcher(sources());
        assertTrue(mirror.find(), "no mirror of Debian in /etc/apt");
        Program.make(
                List.of("debootstrap", "--variant=minbase", "bookworm", root.toString(), mirror.group(1)), Map.of());
        Path policy = root.resolve("usr/sbin/policy-rc.d");
        Files.writeString(policy, "#!/bin/sh\nexit 101\n");
        assertTrue(policy.toFile().setExecutable(true));
        return root;
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("/etc/apt"))) {
            for (Path file : files.filter(PackagesIT::namesSources).toList()) {
                all.append(Files.readString(file)).append('\n');
            }
        }
        return all.toString();
    }

    private static boolean namesSources(Path file) {
        return file.toString().endsWith(".sources") || file.toString().endsWith(".list");
    }

    /** The same package as the next version. */
    private static void makeNewer(Path file) throws Exception {
        Path unpacked = folder.resolve("unpacked");
        Program.succeed(
                Host.LOCAL,
                "sh",
                "-ec",
                "dpkg-deb --raw-extract \"$1\" \"$2\"; sed -i '/^Version\\|^Depends/s/1\\.1\\.0/1.1.1/' \"$2/DEBIAN/control\";"
                        + " dpkg-deb --root-owner-group -Znone --build \"$2\" \"$1\"; rm -r \"$2\"",
                "newer",
                file.toString(),
                unpacked.toString());
    }

    /** All files but those that packages of any kind leave behind. */
    private static List<String> contents(Path root) throws Exception {
        String found = Program.succeed(
                Host.LOCAL,
                "find",
                root.toString(),
                "-xdev",
                "(",
                "-path",
                root + "/var/lib/dpkg",
                "-o",
                "-path",
                root + "/var/log",
                "-o",
                "-path",
                root + "/var/cache/ldconfig",
                "-o",
                "-path",
                root + "/run",
                ")",
                "-prune",
                "-o",
                "-print");
        return List.copyOf(new TreeSet<>(found.lines().toList()));
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(packages)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            assertFalse(found.isEmpty(), ending);
            return found;
        }
    }
}
