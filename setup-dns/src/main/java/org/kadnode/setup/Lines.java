package org.kadnode.setup;

import java.util.stream.Stream;

/** Files of which each line says one thing. */
final class Lines {

    private Lines() {}

    /** The lines of a file without comments and blanks around them, as far as something is left; none without the file. */
    static Stream<String> of(Tree tree, String path) {
        return tree.text(path).stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst("(^|[ \t])[#;].*", "").strip())
                .filter(line -> !line.isEmpty());
    }

    /** A text with a further text at its end, which begins on a line of its own. */
    static String append(String text, String further) {
        return text.isEmpty() || text.endsWith("\n") ? text + further : text + "\n" + further;
    }
}
