package org.kadnode.plugins.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Literal addresses with ports, as tests write them. */
final class Endpoints {

    private static final Pattern FORM = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-fA-F:.]+]):(\\d{1,5})");

    private Endpoints() {}

    static InetSocketAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a literal address with port: " + text);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(form.group(1)), Integer.parseInt(form.group(2)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a literal address with port: " + text, e);
        }
    }
}
