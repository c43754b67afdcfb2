package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The manual pages and the completion of shells, which the build has {@code kadnode manual} write. */
class ManualIT {

    private static final Path SHARE = Daemon.HOME.resolve("share");
    private static final Path BASH = SHARE.resolve("bash-completion/completions/kadnode");
    private static final Path ZSH = SHARE.resolve("zsh/site-functions/_kadnode");
    private static final Path FISH = SHARE.resolve("fish/vendor_completions.d/kadnode.fish");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(SHARE.resolve("man"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void thereIsAPageForEachProgramAndFile() throws Exception {
        assertEquals(
                List.of(
                        "kadnode-ctl.1",
                        "kadnode.1",
                        "kadnode.conf.5",
                        "kadnode-plugins.7",
                        "kadnode-setup-dns.8",
                        "libnss_kadnode.8"),
                pages().stream()
                        .map(page -> String.valueOf(page.getFileName()))
                        .filter(name ->
                                Files.exists(Path.of("../plugin-nss/target/native")) || !name.startsWith("libnss"))
                        .toList());
    }

    /** They have no date: they must be the same whenever they are made. */
    @ParameterizedTest
    @MethodSource("pages")
    void pagesAreWellFormed(Path page) throws Exception {
        Machine.needsProgram("mandoc", "mandoc");

        Program.Outcome lint = Program.run(Host.LOCAL, "mandoc", "-T", "lint", "-W", "warning", page.toString());

        assertEquals(
                List.of(),
                lint.out()
                        .lines()
                        .filter(line -> !line.contains("missing date"))
                        .toList());
    }

    @Test
    void everyOptionIsInThePageAndInEachCompletion() throws Exception {
        String page = Files.readString(SHARE.resolve("man/man1/kadnode.1")).replace("\\-", "-");
        List<String> options = Pattern.compile("(?m)^  (?:-., )?--([a-z-]+)")
                .matcher(Program.succeed(
                        Host.LOCAL, Daemon.HOME.resolve("bin/kadnode").toString(), "--help"))
                .results()
                .map((MatchResult option) -> option.group(1))
                .toList();
        assertTrue(options.containsAll(
                List.of("value-id", "dns-port", "web-port", "nss-port", "fwd-disable", "lpd-addr")));
        String bash = Files.readString(BASH);
        for (String option : options) {
            assertTrue(page.contains("\\fB--" + option + "\\fR"), option);
            assertTrue(Pattern.compile("[' ]--" + option + "[' ]").matcher(bash).find(), option);
            assertTrue(Files.readString(ZSH).contains("--" + option + "["), option);
            assertTrue(Files.readString(FISH).contains(" -l " + option + " "), option);
        }
    }

    @Test
    void everyCommandOfTheNodeIsInThePageOfTheClient() throws Exception {
        String page = Files.readString(SHARE.resolve("man/man1/kadnode-ctl.1"));
        try (Daemon daemon = Daemon.start(Host.LOCAL)) {
            Program.Outcome usage = daemon.control("no-such-command");
            List<String> commands = usage.err()
                    .lines()
                    .skip(1)
                    .map(line -> line.strip().split(" ", -1)[0])
                    .distinct()
                    .toList();
            assertTrue(commands.size() > 8, usage::toString);
            for (String command : commands) {
                assertTrue(page.contains("\\fB" + command + "\\fR"), command);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kadnode --mo, --mode",
        "kadnode --mode, ipv4 ipv6 dual",
        "kadnode --mode d, dual",
        "kadnode --port 68, ''",
        "kadnode se, setup-dns",
        "kadnode-ctl pl, plugins",
        "kadnode-ctl list bu, buckets"
    })
    void bashCompletes(String line, String expected) throws Exception {
        Machine.needsProgram("bash", "bash");
        String words = line.equals("kadnode --mode") ? line + " ''" : line;

        String completed = Program.succeed(
                Host.LOCAL,
                "bash",
                "-c",
                ". " + BASH + "; COMP_WORDS=(" + words + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
                        + (line.startsWith("kadnode-ctl") ? "_kadnode_ctl" : "_kadnode")
                        + "; echo \"${COMPREPLY[*]}\"");

        assertEquals(expected, completed.strip());
    }

    @ParameterizedTest
    @CsvSource({"zsh, zsh", "fish, fish"})
    void otherShellsUnderstandTheirs(String shell, String debianPackage) throws Exception {
        Machine.needsProgram(shell, debianPackage);

        Program.Outcome read = Program.run(Host.LOCAL, shell, "-n", (shell.equals("zsh") ? ZSH : FISH).toString());

        assertEquals(0, read.status(), read::toString);
        assertEquals("", read.err());
    }

    @Test
    void wrongWordsAreRefused() throws Exception {
        Program.Outcome refused =
                Program.run(Host.LOCAL, Daemon.HOME.resolve("bin/kadnode").toString(), "manual");

        assertEquals(2, refused.status());
        assertFalse(refused.err().isEmpty());
    }
}
