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
    private final List<String> ran = new ArrayList<>();
    private Path library = Path.of("/");
    private Path here = Path.of("/");
    private Optional<String> problem = Optional.empty();

    @BeforeEach
    void makeLibrary() throws IOException {
        library = Files.write(home.resolve("libnss_kadnode.so.2"), Sample.elf(X86_64, "our library"));
    }

    @ParameterizedTest
    @CsvSource({
        "debian-resolved, etc/systemd/resolved.conf.d/kadnode.conf, DNS=127.0.0.1:3535",
        "debian-resolved, etc/systemd/resolved.conf.d/kadnode.conf, Domains=~p2p",
        "debian-resolved, etc/dnssec-trust-anchors.d/kadnode.negative, home.arpa",
        "new-resolved, etc/systemd/dns-delegate.d/kadnode.dns-delegate, Domains=~p2p",
        "fedora-validating, etc/systemd/resolved.conf.d/kadnode.conf, Domains=~p2p",
        "fedora-validating, etc/dnssec-trust-anchors.d/kadnode.negative, p2p",
        "networkmanager, etc/NetworkManager/dnsmasq.d/kadnode.conf, server=/p2p/127.0.0.1#3535",
        "debian-dnsmasq, etc/dnsmasq.d/kadnode.conf, server=/p2p/127.0.0.1#3535",
        "folder-dnsmasq, etc/dnsmasq.d/kadnode.conf, rebind-domain-ok=/p2p/",
        "plain-dnsmasq, etc/dnsmasq.conf, server=/p2p/127.0.0.1#3535",
        "plain-dnsmasq, etc/dnsmasq.conf, interface=lan0",
        "debian-unbound, etc/unbound/unbound.conf.d/kadnode.conf, forward-addr: 127.0.0.1@3535",
        "plain-unbound, etc/unbound/unbound.conf, forward-addr: 127.0.0.1@3535",
        "fedora-unbound, etc/unbound/conf.d/kadnode.conf, forward-addr: 127.0.0.1@3535",
        "filtered-dnsmasq, etc/dnsmasq.conf, server=/p2p/127.0.0.1#3535",
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
        "link-nsswitch, etc/local/nsswitch.conf, hosts:\tfiles mymachines kadnode [!UNAVAIL=return]",
        "actions-nsswitch, etc/nsswitch.conf, hosts: files myhostname kadnode [!UNAVAIL=return] dns[NOTFOUND=return] wins",
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
        "debian-resolved",
        "fedora-validating",
        "networkmanager",
        "debian-dnsmasq",
        "folder-dnsmasq",
        "plain-dnsmasq",
        "debian-unbound",
        "plain-unbound",
        "debian-nsswitch",
        "link-nsswitch",
        "macos",
        "windows",
        "fedora-unbound",
        "new-resolved",
        "filtered-dnsmasq",
        "actions-nsswitch"
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
        assertTrue(said().contains("already."), said());

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
    void keepsWhatCannotBeUndoneForLater() throws Exception {
        Sample sample = new Sample("plain-dnsmasq", root);
        sample.write("etc/unbound.conf", "");
        assertTrue(work("--with", "dnsmasq").setUp(GOAL), said());
        sample.write(
                "etc/dnsmasq.conf",
                sample.text("etc/dnsmasq.conf").orElseThrow().replace("127.0.0.1#3535", "127.0.0.1#4000"));

        assertTrue(work("--with", "unbound").setUp(GOAL), said());
        assertTrue(said().contains("/etc/dnsmasq.conf stays as it is"), said());
        assertFalse(work("--undo").undo());
        assertEquals(Optional.empty(), sample.text("etc/unbound/unbound.conf"));
        assertTrue(sample.text("etc/dnsmasq.conf").orElseThrow().contains("#4000"));
    }

    @Test
    void undoesWhatASecondRunLeftHalfDone() throws Exception {
        Sample sample = new Sample("debian-unbound", root);
        Map<String, String> before = sample.all();
        Goal other = new Goal("mesh", List.of(USUAL), true, Optional.empty());
        assertTrue(setUp(GOAL), said());
        Map<String, String> first = sample.all();
        assertTrue(setUp(other), said());

        // The second ledger, and the file as it is between what was undone and what was to be written.
        Files.delete(root.resolve("etc/unbound/unbound.conf.d/kadnode.conf"));
        assertTrue(work("--undo").undo(), said());
        assertEquals(before, sample.all());
        assertNotEquals(before, first);
    }

    @Test
    void linesOfOthersBehindOursStayLines() throws Exception {
        Sample sample = new Sample("plain-dnsmasq", root);
        assertTrue(setUp(GOAL), said());
        sample.write("etc/dnsmasq.conf", sample.text("etc/dnsmasq.conf").orElseThrow() + "cache-size=10\n");

        assertTrue(work("--undo").undo(), said());
        assertEquals(Optional.of("domain-needed\ninterface=lan0\ncache-size=10\n"), sample.text("etc/dnsmasq.conf"));
    }

    @Test
    void nothingIsTakenBackFromAFileThatIsGone() throws Exception {
        new Sample("plain-dnsmasq", root);
        assertTrue(setUp(GOAL), said());
        Files.delete(root.resolve("etc/dnsmasq.conf"));

        assertTrue(work("--undo").undo(), said());
        assertFalse(Files.exists(root.resolve("etc/dnsmasq.conf")));
    }

    @Test
    void refusesWhatOthersWouldUndo() throws Exception {
        new Sample("authselect", root).withCLibrary("usr/lib64", X86_64);

        SetupException refused = assertThrows(SetupException.class, () -> setUp(goal(Optional.of(library))));
        assertTrue(String.valueOf(refused.getMessage()).contains("authselect apply-changes"), refused.getMessage());
    }

    @Test
    void refusesToBeOneOfManyServers() throws Exception {
        Sample sample = new Sample("debian-resolved", root);
        sample.write("etc/systemd/resolved.conf", "[Resolve]\nDNS=192.0.2.1\n");

        SetupException refused = assertThrows(SetupException.class, () -> setUp(GOAL));
        assertTrue(String.valueOf(refused.getMessage()).contains("DNS="), refused.getMessage());
    }

    @Test
    void namesPrivateDomainsOnlyWhereNobodyElseDoes() throws Exception {
        Sample sample = new Sample("new-resolved", root);
        assertTrue(setUp(GOAL), said());

        assertFalse(sample.text("etc/dnssec-trust-anchors.d/kadnode.negative")
                .orElseThrow()
                .contains("home.arpa"));
    }

    @Test
    void linksLeadNowhereOutside(@TempDir Path outside) throws Exception {
        Sample sample = new Sample("debian-unbound", root);
        Path victim = Files.writeString(outside.resolve("victim"), "untouched");
        Path folder = root.resolve("etc/unbound/unbound.conf.d");
        for (String name : List.of(".kadnode.conf.new", "kadnode.conf")) {
            Files.createSymbolicLink(folder.resolve(name), victim);
        }

        assertTrue(setUp(GOAL), said());
        assertEquals("untouched", Files.readString(victim));
        // In that system the link leads to a file below its root.
        assertTrue(
                Files.readString(root.resolve(victim.toString().substring(1))).contains("forward-addr"));
        assertEquals(Optional.of("untouched"), sample.text("etc/unbound/unbound.conf.d/kadnode.conf"));
    }

    @Test
    void aLedgerThatOthersCouldWriteIsNotBelieved() throws Exception {
        Sample sample = new Sample("debian-unbound", root);
        assertTrue(setUp(GOAL), said());
        Path folder = root.resolve("var/lib/kadnode-setup-dns");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThrows(SetupException.class, () -> work("--undo").undo());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path secret = Files.writeString(home.resolve("secret"), "of the host");
        try (var copies = Files.newDirectoryStream(folder, "*.after")) {
            for (Path copy : copies) {
                Files.delete(copy);
                Files.createSymbolicLink(copy, secret);
            }
        }
        sample.write("etc/unbound/unbound.conf.d/kadnode.conf", "of the host");
        work("--undo").undo();
        assertEquals(Optional.of("of the host"), sample.text("etc/unbound/unbound.conf.d/kadnode.conf"));
    }

    @Test
    void programsRunOnlyWhereTheyBelong() throws Exception {
        new Sample("debian-unbound", root);
        assertTrue(setUp(GOAL), said());
        assertTrue(said().contains("There, run: systemctl restart unbound.service"), said());
        assertEquals(List.of(), ran);
    }

    @Test
    void aProgramThatFailedIsRunAgainTheNextTime() throws Exception {
        new Sample("debian-unbound", root);
        here = root;
        problem = Optional.of("exit status 1");
        assertFalse(setUp(GOAL));
        assertEquals(List.of("unbound-checkconf"), ran);
        assertTrue(said().contains("'unbound-checkconf' failed: exit status 1"), said());

        problem = Optional.empty();
        ran.clear();
        assertTrue(setUp(GOAL), said());
        assertEquals(List.of("unbound-checkconf", "systemctl restart unbound.service"), ran);
        ran.clear();
        assertTrue(setUp(GOAL), said());
        assertEquals(List.of(), ran);
    }

    @Test
    void aRuleThatIsNoFileIsMadeAnewForAnotherGoal() throws Exception {
        new Sample("windows", root);
        here = root;
        assertTrue(setUp(GOAL), said());
        assertTrue(ran.getFirst().contains("-Namespace '.p2p' -NameServers '127.0.0.54'"), ran::toString);
        ran.clear();

        assertTrue(setUp(new Goal("mesh", GOAL.servers(), true, Optional.empty())), said());
        assertTrue(ran.getFirst().contains("-Namespace '.mesh'"), ran::toString);
        ran.clear();
        assertTrue(work("--undo").undo(), said());
        assertFalse(ran.getFirst().contains("Add-DnsClientNrptRule"), ran::toString);
    }

    private boolean setUp(Goal goal) throws Exception {
        return work().setUp(goal);
    }

    private SetupDns work(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--root", root.toString()));
        return new SetupDns(
                SetupLine.parse(all),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                command -> {
                    ran.add(String.join(" ", command));
                    return problem;
                },
                here);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private static Goal goal(Optional<Path> library) {
        return new Goal("p2p", List.of(USUAL, new Goal.Server("127.0.0.54", 53)), true, library);
    }
}
