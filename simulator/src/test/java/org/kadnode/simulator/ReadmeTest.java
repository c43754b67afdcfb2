package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says is so. */
class ReadmeTest {

    private static final Pattern COMMAND = Pattern.compile("[`$] ?\\./kadnode simulate ([-a-z0-9. ]+)");
    private static final Pattern OPTION_ROW = Pattern.compile("(?m)^\\| `(--[a-z]+) ");
    private static final Pattern OPTION_HELP = Pattern.compile("(?m)^  (--[a-z]+) ");

    @Test
    void itsCommandsAreUnderstood() throws IOException {
        List<String> commands = COMMAND.matcher(readme())
                .results()
                .map(match -> match.group(1).replaceAll(" --trace [^ ]+", ""))
                .toList();
        assertFalse(commands.isEmpty());
        commands.forEach(Runs::scenario);
    }

    /** The figures change with whatever a node sends; what they are called does not. */
    @Test
    void itsReportHasTheLinesOfOne() throws IOException {
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        Main.run(Runs.words("--nodes 10 --names 2 --hours 0.1 --seed 1"), new PrintStream(report, true), System.err);
        String example = readme().replaceFirst("(?s).*?```console\\n[^\\n]*\\n(.*?)```.*", "$1");
        assertEquals(outline(report.toString(StandardCharsets.UTF_8)), outline(example));
    }

    /** A report with an N for each figure. */
    private static List<String> outline(String report) {
        return report.lines()
                .skip(1)
                .map(line -> line.replaceFirst("^digest .*", "digest").replaceAll("(?<![a-z])[0-9][0-9.]*", "N"))
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    @Test
    void itsTableHasTheOptionsOfTheHelp() throws IOException {
        ByteArrayOutputStream help = new ByteArrayOutputStream();
        Main.run(List.of("--help"), new PrintStream(help, true), System.err);
        assertEquals(names(OPTION_HELP, help.toString(StandardCharsets.UTF_8)), names(OPTION_ROW, readme()));
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        pattern.matcher(text).results().forEach(match -> names.add(match.group(1)));
        assertFalse(names.isEmpty());
        return names;
    }
}
