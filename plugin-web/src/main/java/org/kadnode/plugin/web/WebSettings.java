package org.kadnode.plugin.web;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Settings;

/**
 * The settings of the plugin.
 *
 * @param port TCP port on the loopback addresses, 1 to 65535; 0 for "off"
 * @param addresses on which it is asked
 * @param password what those have to know who ask; a file. Empty if nothing
 * @param hosts names under which it may be asked beside {@code localhost}, in lower case
 * @param tls as whom it answers over HTTPS; empty for plain HTTP
 * @param patience how long a look-up is held at most
 * @param settling how long more addresses are waited for when the first was found
 */
record WebSettings(
        int port,
        List<InetAddress> addresses,
        Optional<Path> password,
        Set<String> hosts,
        Optional<TlsFiles> tls,
        Duration patience,
        Duration settling) {

    /**
     * As whom it answers over HTTPS.
     *
     * @param certificate a PEM file with the certificate and those that prove it
     * @param key a PEM file with its private key
     */
    record TlsFiles(Path certificate, Path key) {}

    static final int MOST_HOSTS = 32;

    static final int MOST_ADDRESSES = 32;

    private static final int HIGHEST_PORT = 65535;

    /** Shorter than {@link Limits#ANSWER}, which would end the request. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Pattern HOST = Pattern.compile("[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63}){0,126}");

    static WebSettings from(Settings settings) {
        int port = settings.number("web.port");
        if (port < 0 || port > HIGHEST_PORT) {
            throw settings.refused("web.port", Integer.toString(port), "is not a number from 0 to " + HIGHEST_PORT);
        }
        return new WebSettings(
                port,
                addresses(settings),
                Optional.of(settings.text("web.password-file"))
                        .filter(text -> !text.isEmpty())
                        .map(Path::of),
                hosts(settings),
                tls(settings),
                span(settings, "web.patience"),
                span(settings, "web.settling"));
    }

    /** Those of this machine alone, and what is wished beside them. */
    private static List<InetAddress> addresses(Settings settings) {
        Set<InetAddress> addresses = new LinkedHashSet<>();
        for (Family family : Family.values()) {
            addresses.add(family.loopback());
        }
        for (String text : settings.texts("web.addresses")) {
            InetAddress address = Literal.parse(text)
                    .orElseThrow(() -> settings.refused("web.addresses", text, "is not an IP address"));
            if (!address.isLoopbackAddress()
                    && settings.text("web.password-file").isEmpty()) {
                throw settings.refused(
                        "web.addresses", text, "is reached by other machines: set a password with --web-password-file");
            }
            addresses.add(address);
            if (addresses.size() > MOST_ADDRESSES) {
                throw settings.refused(
                        "web.addresses", text, "is one too many: at most " + MOST_ADDRESSES + " are used");
            }
        }
        return withoutThoseOfAny(addresses);
    }

    /** A socket for any address takes the port of all others; that of IPv6 takes it for IPv4, too. */
    private static List<InetAddress> withoutThoseOfAny(Set<InetAddress> addresses) {
        Set<Family> any = EnumSet.noneOf(Family.class);
        addresses.stream()
                .filter(InetAddress::isAnyLocalAddress)
                .map(Family::of)
                .forEach(any::add);
        return addresses.stream()
                .filter(each -> each.isAnyLocalAddress()
                        ? Family.of(each) == Family.IPV6 || !any.contains(Family.IPV6)
                        : !any.contains(Family.of(each)) && !any.contains(Family.IPV6))
                .toList();
    }

    /** Whether other machines can ask. */
    boolean isPublic() {
        return addresses.stream().anyMatch(each -> !each.isLoopbackAddress());
    }

    private static Optional<TlsFiles> tls(Settings settings) {
        String certificate = settings.text("web.tls.certificate");
        String key = settings.text("web.tls.key");
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            String missing = certificate.isEmpty() ? "web.tls.certificate" : "web.tls.key";
            throw settings.refused(missing, "", "is missing: HTTPS needs both a certificate and its key");
        }
        return Optional.of(new TlsFiles(Path.of(certificate), Path.of(key)));
    }

    private static Set<String> hosts(Settings settings) {
        List<String> texts = settings.texts("web.hosts");
        Set<String> hosts = new TreeSet<>();
        for (String text : texts) {
            String host = text.toLowerCase(Locale.ROOT);
            if (!HOST.matcher(host).matches()) {
                throw settings.refused("web.hosts", text, "is not a host name");
            }
            hosts.add(host);
            if (hosts.size() > MOST_HOSTS) {
                throw settings.refused("web.hosts", text, "is one too many: at most " + MOST_HOSTS + " are used");
            }
        }
        return Set.copyOf(hosts);
    }

    private static Duration span(Settings settings, String path) {
        Duration span = settings.duration(path);
        if (span.isNegative() || span.compareTo(LONGEST) > 0) {
            throw settings.refused(path, span.toMillis() + " ms", "is not a time from 0 to 30 seconds");
        }
        return span;
    }
}
