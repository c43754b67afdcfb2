package org.kadnode.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows a change in the unified format of {@code diff -u}. */
final class Diff {

    /** Lines shown around each change. */
    private static final int CONTEXT = 3;

    /** A line of the outcome: its sign, its text, and its number in the old and the new text, from 0. */
    private record Line(char sign, String text, int old, int now) {}

    private Diff() {}

    /** The lines that show a change, without line breaks. */
    static List<String> of(Change change) {
        if (isBinary(change.before()) || isBinary(change.after())) {
            String what = change.after().isEmpty() ? "removed" : change.before().isEmpty() ? "added" : "replaced";
            return List.of("Binary file " + change.path() + " is " + what);
        }
        List<String> shown = new ArrayList<>();
        shown.add("--- " + (change.before().isPresent() ? change.path() : "/dev/null"));
        shown.add("+++ " + (change.after().isPresent() ? change.path() : "/dev/null"));
        List<Line> all =
                compared(lines(change.before().orElse("")), lines(change.after().orElse("")));
        int at = 0;
        while (at < all.size()) {
            if (all.get(at).sign() == ' ') {
                at++;
            } else {
                int start = Math.max(0, at - CONTEXT);
                int end = endOfHunk(all, at);
                shown.add(header(all.subList(start, end)));
                all.subList(start, end).forEach(line -> shown.add(line.sign() + line.text()));
                at = end;
            }
        }
        return shown;
    }

    /** Where the lines end that belong together: changes with no more than twice the context between them. */
    private static int endOfHunk(List<Line> all, int first) {
        int last = first;
        for (int at = first; at < all.size() && at - last <= 2 * CONTEXT; at++) {
            if (all.get(at).sign() != ' ') {
                last = at;
            }
        }
        return Math.min(all.size(), last + CONTEXT + 1);
    }

    private static String header(List<Line> hunk) {
        long old = hunk.stream().filter(line -> line.sign() != '+').count();
        long now = hunk.stream().filter(line -> line.sign() != '-').count();
        // A part without lines is said to be after the line before it.
        return "@@ -" + (hunk.getFirst().old() + (old == 0 ? 0 : 1)) + "," + old + " +"
                + (hunk.getFirst().now() + (now == 0 ? 0 : 1)) + "," + now + " @@";
    }

    /** The lines of both texts in their order. */
    private static List<Line> compared(List<String> old, List<String> now) {
        int start = 0;
        int most = Math.min(old.size(), now.size());
        while (start < most && old.get(start).equals(now.get(start))) {
            start++;
        }
        int end = 0;
        while (end < most - start && old.get(old.size() - 1 - end).equals(now.get(now.size() - 1 - end))) {
            end++;
        }
        List<Line> all = new ArrayList<>();
        for (int at = 0; at < start; at++) {
            all.add(new Line(' ', old.get(at), at, at));
        }
        // What is compared line by line is little, however long the files are.
        for (Line line : middle(old.subList(start, old.size() - end), now.subList(start, now.size() - end))) {
            all.add(new Line(line.sign(), line.text(), line.old() + start, line.now() + start));
        }
        for (int at = end; at > 0; at--) {
            all.add(new Line(' ', old.get(old.size() - at), old.size() - at, now.size() - at));
        }
        return all;
    }

    /** The lines of both texts in the order of a longest common sequence. */
    private static List<Line> middle(List<String> old, List<String> now) {
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> result = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                result.add(new Line(' ', old.get(i), i++, j++));
            } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                result.add(new Line('-', old.get(i), i++, j));
            } else {
                result.add(new Line('+', now.get(j), i, j++));
            }
        }
        return result;
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        } else {
            lines.add(lines.removeLast() + "\n\\ No newline at end of file");
        }
        return lines;
    }

    private static boolean isBinary(Optional<String> text) {
        return text.isPresent() && text.get().indexOf('\0') >= 0;
    }
}
