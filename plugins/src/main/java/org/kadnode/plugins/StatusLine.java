package org.kadnode.plugins;

/**
 * One line of the status report, shown as {@code label: value}.
 *
 * @param label what is told, e.g. {@code DNS bound to}
 * @param value what holds now, e.g. {@code 127.0.0.1:3535}
 */
public record StatusLine(String label, String value) {}
