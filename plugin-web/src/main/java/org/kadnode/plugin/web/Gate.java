package org.kadnode.plugin.web;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps web pages of others out. A browser of this machine runs pages from anywhere, and each can have it ask here.
 *
 * <ul>
 *   <li>A page can lead its own name to 127.0.0.1 and then read the answers (DNS rebinding). So only those names are answered to
 *       which no page can come that is not ours: addresses, {@code localhost}, and what {@code --web-host} names.
 *   <li>A page can send a request without reading the answer. So what changes the node must come from a page of ours, or from
 *       no page at all, as scripts do.
 * </ul>
 */
final class Gate {

    private static final Pattern HOST =
            Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f:.]{2,45})]|(?<name>[A-Za-z0-9._-]{1,253}))(?::[0-9]{1,5})?");

    /** That of a page of ours, and of a person who typed the address (Fetch Metadata, section 2.4). */
    private static final Set<String> OUR_SITES = Set.of("same-origin", "none");

    private final Set<String> hosts;
    private final String scheme;

    /**
     * A gate for {@code localhost}, addresses and some names.
     *
     * @param hosts the names, in lower case
     * @param scheme what is spoken, {@code http} or {@code https}
     */
    Gate(Set<String> hosts, String scheme) {
        this.hosts = hosts;
        this.scheme = scheme;
    }

    /** Why a request is not answered, if it isn't. */
    Optional<Answer> refusal(Request request, boolean changes) {
        Optional<String> host = request.header("Host");
        if (host.isEmpty()) {
            return Optional.of(Answer.text(Answer.BAD_REQUEST, "one Host header is needed"));
        }
        if (!isOurs(host.get())) {
            return Optional.of(Answer.text(
                    Answer.FORBIDDEN, "host check failed: ask localhost or an address, or start with --web-host"));
        }
        if (changes && !isFromUs(request, host.get())) {
            return Optional.of(Answer.text(Answer.FORBIDDEN, "a page of another site may not change anything here"));
        }
        return Optional.empty();
    }

    private boolean isOurs(String host) {
        Matcher form = HOST.matcher(host);
        if (!form.matches()) {
            return false;
        }
        String v6 = form.group("v6");
        if (v6 != null) {
            return Literal.parse(v6).isPresent();
        }
        String name = Optional.ofNullable(form.group("name")).orElse("").toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || hosts.contains(name)
                || Literal.parse(name).isPresent();
    }

    /** Old browsers tell less than new ones: whatever is told must be right. */
    private boolean isFromUs(Request request, String host) {
        String origin = scheme + "://" + host.toLowerCase(Locale.ROOT);
        return agrees(request, "Sec-Fetch-Site", OUR_SITES::contains)
                && agrees(request, "Origin", origin::equals)
                && agrees(request, "Referer", page -> page.equals(origin) || page.startsWith(origin + "/"));
    }

    private static boolean agrees(Request request, String header, Predicate<String> expected) {
        return !request.has(header)
                || request.header(header)
                        .filter(value -> expected.test(value.toLowerCase(Locale.ROOT)))
                        .isPresent();
    }
}
