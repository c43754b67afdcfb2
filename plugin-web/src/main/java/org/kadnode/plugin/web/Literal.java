package org.kadnode.plugin.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** IP addresses in text. No name server is asked. */
final class Literal {

    private static final Pattern FORM =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** Groups of zeros as the JDK writes them, with all their colons. */
    private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

    private Literal() {}

    /** Reads an address without brackets; empty for all else, such as host names. */
    static Optional<InetAddress> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    /** E.g. {@code 192.0.2.53:80} or {@code [2001:db8::53]:80}, as short as RFC 5952 wants it. */
    static String text(InetSocketAddress endpoint) {
        String host = endpoint.getAddress() instanceof Inet6Address v6
                ? "[" + shortest(v6) + "]"
                : endpoint.getAddress().getHostAddress();
        return host + ":" + endpoint.getPort();
    }

    /** Two colons stand for the longest run of zeros, the first of several (RFC 5952, section 4.2). */
    private static String shortest(Inet6Address address) {
        String full = address.getHostAddress();
        Optional<MatchResult> longest = ZEROS.matcher(full).results().max(Comparator.comparingLong(Literal::zeros));
        return longest.map(run -> full.substring(0, run.start()) + "::" + full.substring(run.end()))
                .orElse(full);
    }

    private static long zeros(MatchResult run) {
        return run.group().chars().filter(each -> each == '0').count();
    }
}
