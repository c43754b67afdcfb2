package org.kadnode.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DiffTest {

    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+),(\\d+) \\+(\\d+),(\\d+) @@");

    @Test
    void showsAChangeWithWhatIsAroundIt() {
        assertEquals(
                List.of(
                        "--- /etc/x",
                        "+++ /etc/x",
                        "@@ -2,7 +2,8 @@",
                        " b",
                        " c",
                        " d",
                        "-e",
                        "+E",
                        "+E2",
                        " f",
                        " g",
                        " h"),
                Diff.of(change("a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nb\nc\nd\nE\nE2\nf\ng\nh\ni\n")));
    }

    @Test
    void showsFilesThatComeAndGo() {
        assertEquals(
                List.of("--- /dev/null", "+++ /etc/x", "@@ -0,0 +1,1 @@", "+a"),
                Diff.of(new Change("/etc/x", Optional.empty(), Optional.of("a\n"))));
        assertEquals(
                List.of("--- /etc/x", "+++ /dev/null", "@@ -1,1 +0,0 @@", "-a\n\\ No newline at end of file"),
                Diff.of(new Change("/etc/x", Optional.of("a"), Optional.empty())));
        assertEquals(
                List.of("Binary file /etc/x is added"),
                Diff.of(new Change("/etc/x", Optional.empty(), Optional.of("\0"))));
    }

    @Test
    void longFilesAreNoTrouble() {
        String text = "address=/ads.example/0.0.0.0\n".repeat(100_000);

        assertEquals(
                7, Diff.of(change(text, text + "server=/p2p/127.0.0.1#3535\n")).size());
    }

    @Property
    void turnsOneTextIntoTheOther(@ForAll("texts") String old, @ForAll("texts") String now) {
        assertEquals(lines(now), applied(lines(old), Diff.of(change(old, now))));
    }

    @Property
    void insertionsAreWhatIsNew(
            @ForAll("texts") String start, @ForAll("texts") String inserted, @ForAll("texts") String end) {
        Change change = change(start + end, start + inserted + end);
        String after = start + inserted + end;
        if (inserted.isEmpty()) {
            assertEquals(Optional.empty(), change.insertion());
        } else {
            String found = change.insertion().orElseThrow();
            assertTrue(IntStream.range(0, after.length())
                    .filter(at -> after.startsWith(found, at))
                    .anyMatch(
                            at -> (after.substring(0, at) + after.substring(at + found.length())).equals(start + end)));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a\n", "b\n", "c\n", "\n").list().ofMaxSize(25).map(lines -> String.join("", lines));
    }

    /** What {@code patch} makes of it. */
    private static List<String> applied(List<String> old, List<String> diff) {
        List<String> result = new ArrayList<>();
        int at = 0;
        for (String line : diff.subList(2, diff.size())) {
            Matcher hunk = HUNK.matcher(line);
            if (hunk.matches()) {
                int start = Integer.parseInt(hunk.group(1)) - (hunk.group(2).equals("0") ? 0 : 1);
                result.addAll(old.subList(at, start));
                at = start;
                assertEquals(result.size() + (hunk.group(4).equals("0") ? 0 : 1), Integer.parseInt(hunk.group(3)));
            } else {
                if (line.charAt(0) != '+') {
                    assertEquals(old.get(at++), line.substring(1));
                }
                if (line.charAt(0) != '-') {
                    result.add(line.substring(1));
                }
            }
        }
        result.addAll(old.subList(at, old.size()));
        return result;
    }

    private static List<String> lines(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
    }

    private static Change change(String before, String after) {
        return new Change("/etc/x", Optional.of(before), Optional.of(after));
    }
}
