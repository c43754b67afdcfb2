package org.kadnode.manual;

import java.util.Locale;

/** Writes a manual page (man(7)). Texts are plain; what would be markup in them is escaped. */
final class Roff {

    private final StringBuilder text = new StringBuilder();

    /** Whether the section has anything yet. */
    private boolean begun;

    /** Begins a page, e.g. {@code kadnode(1)}. */
    Roff(String name, int section, String purpose) {
        line(".TH " + name.toUpperCase(Locale.ROOT).replace("-", "\\-") + " " + section
                + " \"\" \"KadNode\" \"KadNode\"");
        section("NAME").line(escaped(name) + " \\- " + escaped(purpose));
    }

    Roff section(String title) {
        return line(".SH " + (title.contains(" ") ? "\"" + title + "\"" : title));
    }

    /** A paragraph. */
    Roff text(String paragraph) {
        return paragraph().line(escaped(paragraph));
    }

    /** A section begins one by itself. */
    private Roff paragraph() {
        return begun ? line(".PP") : this;
    }

    /** An entry with a bold term, whose argument is shown in italics, and an explanation. */
    Roff entry(String term, String argument, String explanation) {
        line(".TP");
        line("\\fB" + escaped(term) + "\\fR" + (argument.isEmpty() ? "" : " \\fI" + escaped(argument) + "\\fR"));
        return line(escaped(explanation));
    }

    /** Lines as they stand. */
    Roff example(String lines) {
        paragraph().line(".nf").line(".RS 4");
        lines.lines().forEach(each -> line(escaped(each)));
        return line(".RE").line(".fi");
    }

    private Roff line(String line) {
        begun = !line.startsWith(".SH");
        text.append(line).append('\n');
        return this;
    }

    private static String escaped(String plain) {
        String escaped = plain.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
