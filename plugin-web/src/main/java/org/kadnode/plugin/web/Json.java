package org.kadnode.plugin.web;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259) of maps with texts as keys, lists, texts, numbers and truth values. */
final class Json {

    /** What is at home in HTML is escaped as well: the text can be put anywhere. */
    private static final String ESCAPED = "\"\\<>&'\u2028\u2029\u007f";

    private Json() {}

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException if it holds something else
     */
    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder text) {
        switch (value) {
            case String string -> write(string, text);
            case Boolean truth -> text.append(truth);
            case Integer number -> text.append(number);
            case Long number -> text.append(number);
            case Map<?, ?> map -> {
                text.append('{');
                Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
                while (entries.hasNext()) {
                    Map.Entry<?, ?> entry = entries.next();
                    write(String.valueOf(entry.getKey()), text);
                    text.append(':');
                    write(entry.getValue(), text);
                    text.append(entries.hasNext() ? "," : "");
                }
                text.append('}');
            }
            case List<?> list -> {
                text.append('[');
                Iterator<?> values = list.iterator();
                while (values.hasNext()) {
                    write(values.next(), text);
                    text.append(values.hasNext() ? "," : "");
                }
                text.append(']');
            }
            default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
        }
    }

    private static void write(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char each = string.charAt(i);
            if (each < ' ' || ESCAPED.indexOf(each) >= 0 || Character.isSurrogate(each)) {
                text.append("\\u%04x".formatted((int) each));
            } else {
                text.append(each);
            }
        }
        text.append('"');
    }
}
