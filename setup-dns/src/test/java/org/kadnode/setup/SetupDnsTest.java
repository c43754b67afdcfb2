package org.kadnode.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets up and undoes whole systems, from sample files. */
class SetupDnsTest {

    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    private static final Goal.Server USUAL = new Goal.Server("127.0.0.1", 3535);
    private static final Goal GOAL = goal(Optional.empty());

    @TempDir
    private Path root;

    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path library = Path.of("/");

    @BeforeEach
    void makeLibrary() throws IOException {
        library = Files.write(home.resolve("libnss_kadnode.so.2"), Sample.elf(X86_64, "our library"));
    }

    @ParameterizedTest
    @CsvSource({
        "debian-resolved, etc/systemd/resolved.conf.d/kadnode.conf, DNS=127.0.0.1:3535",
        "debian-resolved, etc/systemd/resolved.conf.d/kadnode.conf, Domains=~p2p",
        "debian-resolved, etc/systemd/resolved.conf.d/kadnode.conf, DNSSEC=false",
        "fedora-validating, etc/systemd/resolved.conf.d/kadnode.conf, Domains=~p2p",
        "fedora-validating, etc/dnssec-trust-anchors.d/kadnode.negative, p2p",
        "networkmanager, etc/NetworkManager/dnsmasq.d/kadnode.conf, server=/p2p/127.0.0.1#3535",
        "debian-dnsmasq, etc/dnsmasq.d/kadnode.conf, server=/p2p/127.0.0.1#3535",
        "folder-dnsmasq, etc/dnsmasq.d/kadnode.conf, rebind-domain-ok=/p2p/",
        "plain-dnsmasq, etc/dnsmasq.conf, server=/p2p/127.0.0.1#3535",
        "plain-dnsmasq, etc/dnsmasq.conf, interface=lan0",
        "debian-unbound, etc/unbound/unbound.conf.d/kadnode.conf, forward-addr: 127.0.0.1@3535",
        "plain-unbound, etc/unbound/unbound.conf, forward-addr: 127.0.0.1@3535",
        "macos, private/etc/resolver/p2p, port 3535",
    })
    void writesWhatTheResolverWants(String name, String file, String line) throws Exception {
        Sample sample = new Sample(name, root);

        assertTrue(setUp(GOAL), said());

        List<String> lines =
                sample.text(file).orElseThrow().lines().map(String::strip).toList();
        assertTrue(lines.contains(line), () -> lines.toString());
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("+" + line)
                || line.equals("interface=lan0")
                || out.toString(StandardCharsets.UTF_8).contains("    " + line));
    }

    @ParameterizedTest
    @CsvSource({
        "debian-nsswitch, etc/nsswitch.conf, hosts:          files mdns4_minimal [NOTFOUND=return] kadnode [!UNAVAIL=return] dns mymachines\t# the order matters",
        "link-nsswitch, etc/authselect/nsswitch.conf, hosts:\tfiles kadnode [!UNAVAIL=return]",
    })
    void putsTheNodeBeforeNameServers(String name, String file, String line) throws Exception {
        Sample sample = new Sample(name, root)
                .withCLibrary("usr/lib64", X86_64)
                .withCLibrary("usr/lib/aarch64-linux-gnu", AARCH64);

        assertTrue(setUp(goal(Optional.of(library))), said());

        assertTrue(sample.text(file).orElseThrow().lines().toList().contains(line));
        assertEquals(sample.text("usr/lib64/libnss_kadnode.so.2"), Optional.of(Files.readString(library)));
        assertFalse(Files.exists(root.resolve("usr/lib/aarch64-linux-gnu/libnss_kadnode.so.2")));
    }

    @ParameterizedTest
    @CsvSource({
        "debian-resolved", "fedora-validating", "networkmanager", "debian-dnsmasq", "folder-dnsmasq", "plain-dnsmasq",
        "debian-unbound", "plain-unbound", "debian-nsswitch", "link-nsswitch", "macos", "windows"
    })
    void undoLeavesNoTrace(String name) throws Exception {
        Sample sample = new Sample(name, root).withCLibrary("usr/lib/x86_64-linux-gnu", X86_64);
        Map<String, String> before = sample.all();

        assertTrue(work("--dry-run").setUp(goal(Optional.of(library))), said());
        assertEquals(before, sample.all(), "a dry run");

        assertTrue(setUp(goal(Optional.of(library))), said());
        Map<String, String> after = sample.all();
        assertNotEquals(before, after);
        assertTrue(setUp(goal(Optional.of(library))), said());
        assertEquals(after, sample.all(), "a second time");
        assertTrue(said().contains("Already set up"), said());

        assertTrue(work("--undo", "--dry-run").undo(), said());
        assertEquals(after, sample.all(), "a dry run of undo");
        assertTrue(work("--undo").undo(), said());
        assertEquals(before, sample.all());
        assertTrue(work("--undo").undo(), said());
        assertEquals(before, sample.all(), "undone twice");
    }

    @Test
    void undoesWhatTheFirstOfSeveralRunsFound() throws Exception {
        Sample sample = new Sample("debian-unbound", root);
        Map<String, String> before = sample.all();

        assertTrue(setUp(GOAL), said());
        assertTrue(
                setUp(new Goal("mesh", List.of(new Goal.Server("127.0.0.1", 5353)), true, Optional.empty())), said());
        String file = sample.text("etc/unbound/unbound.conf.d/kadnode.conf").orElseThrow();
        assertTrue(file.contains("127.0.0.1@5353") && !file.contains("p2p"), file);
        assertTrue(work("--with", "dnsmasq").setUp(GOAL), said());
        assertEquals(Optional.empty(), sample.text("etc/unbound/unbound.conf.d/kadnode.conf"));

        assertTrue(work("--undo").undo(), said());
        assertEquals(before, sample.all());
    }

    @Test
    void undoLeavesWhatOthersHaveDoneMeanwhile() throws Exception {
        Sample sample = new Sample("debian-nsswitch", root).withCLibrary("usr/lib64", X86_64);
        String before = sample.text("etc/nsswitch.conf").orElseThrow();
        assertTrue(setUp(goal(Optional.of(library))), said());

        sample.write(
                "etc/nsswitch.conf",
                "# mine\n" + sample.text("etc/nsswitch.conf").orElseThrow().replace("files mdns4", "files wins mdns4"));
        assertTrue(work("--undo").undo(), said());

        assertEquals(
                Optional.of("# mine\n" + before.replace("files mdns4", "files wins mdns4")),
                sample.text("etc/nsswitch.conf"));
    }

    @Test
    void saysWhatCannotBeUndone() throws Exception {
        Sample sample = new Sample("debian-dnsmasq", root);
        assertTrue(setUp(GOAL), said());
        sample.write("etc/dnsmasq.d/kadnode.conf", "server=/p2p/127.0.0.1#4000\n");

        assertFalse(work("--undo").undo());

        assertTrue(said().contains("/etc/dnsmasq.d/kadnode.conf stays as it is"), said());
        assertEquals(Optional.of("server=/p2p/127.0.0.1#4000\n"), sample.text("etc/dnsmasq.d/kadnode.conf"));
        Files.delete(root.resolve("etc/dnsmasq.d/kadnode.conf"));
        assertTrue(work("--undo").undo(), said());
        assertFalse(Files.exists(root.resolve("var")));
    }

    @Test
    void keepsTheFileOfAUser() throws Exception {
        Sample sample = new Sample("debian-dnsmasq", root);
        sample.write("etc/dnsmasq.d/kadnode.conf", "# by hand\n");
        Files.setPosixFilePermissions(
                root.resolve("etc/dnsmasq.d/kadnode.conf"), PosixFilePermissions.fromString("rw-r-----"));
        Map<String, String> before = sample.all();

        assertTrue(setUp(GOAL), said());
        assertEquals(
                "rw-r-----",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(root.resolve("etc/dnsmasq.d/kadnode.conf"))));
        assertTrue(work("--undo").undo(), said());
        assertEquals(before, sample.all());
    }

    @Test
    void undoesWhatWasInterrupted() throws Exception {
        Sample sample = new Sample("plain-dnsmasq", root);
        Map<String, String> before = sample.all();
        assertTrue(setUp(GOAL), said());
        // As if the process had ended after the ledger was written.
        sample.write("etc/dnsmasq.conf", "domain-needed\ninterface=lan0");

        assertTrue(work("--undo").undo(), said());
        assertEquals(before, sample.all());
    }

    @Test
    void oldResolversNeedThePortOfDns() throws Exception {
        Sample sample = new Sample("old-resolved", root);

        SetupException refused = assertThrows(
                SetupException.class, () -> setUp(new Goal("p2p", List.of(USUAL), true, Optional.empty())));
        assertTrue(String.valueOf(refused.getMessage()).contains("systemd 241"), refused.getMessage());
        assertEquals(Optional.empty(), sample.text("etc/systemd/resolved.conf.d/kadnode.conf"));

        assertTrue(setUp(GOAL));
        assertTrue(sample.text("etc/systemd/resolved.conf.d/kadnode.conf")
                .orElseThrow()
                .contains("DNS=127.0.0.54\n"));
    }

    @Test
    void programsRunOnlyWhereTheyBelong() throws Exception {
        new Sample("debian-unbound", root);
        assertTrue(setUp(GOAL), said());
        assertTrue(said().contains("There, run: systemctl restart unbound.service"), said());
    }

    private boolean setUp(Goal goal) throws Exception {
        return work().setUp(goal);
    }

    private SetupDns work(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--root", root.toString()));
        return new SetupDns(
                SetupLine.parse(all),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                command -> {
                    throw new AssertionError("ran " + command);
                });
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private static Goal goal(Optional<Path> library) {
        return new Goal("p2p", List.of(USUAL, new Goal.Server("127.0.0.54", 53)), true, library);
    }
}
