package org.kadnode.plugin.dns;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.Settings;

/**
 * The settings of the plugin.
 *
 * @param port UDP and TCP port on the loopback addresses, 1 to 65535; 0 for "off"
 * @param addresses further addresses to listen on, as {@link ListenAddress} reads them
 * @param localOnly whether askers from networks to which this machine is not attached are refused
 * @param readers threads that read datagrams at each address, at least 1
 * @param patience how long a question is held until the first address or signed data is found
 * @param settling how long more addresses are waited for when the first was found
 * @param ttl how long askers may keep addresses at most, whole seconds
 * @param signedTtlMax how long askers may keep what an owner has signed, whatever the owner allows, whole seconds
 * @param negativeTtl how long askers may keep a negative answer, whole seconds
 * @param staleFor for how long an answer that has expired is given if no newer one is to be had
 * @param cacheSize how many answers are kept at least
 * @param idle how long a TCP connection is kept without a question
 * @param proxy who is asked for names that are not of the network
 * @param tls where and as whom DNS over TLS is served, if at all
 * @param domain the top level domain, e.g. {@code .p2p}
 */
record DnsSettings(
        int port,
        List<ListenAddress> addresses,
        boolean localOnly,
        int readers,
        Duration patience,
        Duration settling,
        Duration ttl,
        Duration signedTtlMax,
        Duration negativeTtl,
        Duration staleFor,
        int cacheSize,
        Duration idle,
        ProxySettings proxy,
        Optional<TlsSettings> tls,
        String domain) {

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int MOST_READERS = 64;
    private static final int MOST_CACHED = 10_000_000;
    private static final int HIGHEST_PORT = 65535;

    /** Threads are for more than two processors; on fewer they only get in each other's way. */
    private static final int PROCESSORS_PER_READER = 2;

    private static final int READERS_BY_THEMSELVES = 4;

    /**
     * DNS over TLS (RFC 7858).
     *
     * @param port TCP port, 1 to 65535
     * @param certificate a PEM file with the certificate and those that prove it
     * @param key a PEM file with its private key
     */
    record TlsSettings(int port, Path certificate, Path key) {}

    static DnsSettings from(Settings settings) {
        int port = number(settings, "dns.port", 0, HIGHEST_PORT);
        String clients = settings.text("dns.clients");
        if (!clients.equals("local") && !clients.equals("any")) {
            throw settings.refused("dns.clients", clients, "is neither local nor any");
        }
        return new DnsSettings(
                port,
                settings.texts("dns.addresses").stream()
                        .map(text -> ListenAddress.of(text, port)
                                .orElseThrow(() -> settings.refused(
                                        "dns.addresses", text, "is not an address, or an address with a port")))
                        .toList(),
                clients.equals("local"),
                readers(number(settings, "dns.readers", 0, MOST_READERS)),
                span(settings, "dns.patience"),
                span(settings, "dns.settling"),
                span(settings, "dns.ttl"),
                span(settings, "dns.signed-ttl-max"),
                span(settings, "dns.negative-ttl"),
                span(settings, "dns.stale-for"),
                number(settings, "dns.cache-size", 0, MOST_CACHED),
                span(settings, "dns.tcp-idle"),
                ProxySettings.from(settings),
                tls(settings),
                settings.text("naming.tld"));
    }

    private static int readers(int wanted) {
        int fitting = Runtime.getRuntime().availableProcessors() / PROCESSORS_PER_READER;
        return wanted > 0 ? wanted : Math.clamp(fitting, 1, READERS_BY_THEMSELVES);
    }

    private static Optional<TlsSettings> tls(Settings settings) {
        String certificate = settings.text("dns.tls.certificate");
        String key = settings.text("dns.tls.key");
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            String missing = certificate.isEmpty() ? "dns.tls.certificate" : "dns.tls.key";
            throw settings.refused(missing, "", "is missing: TLS needs both a certificate and its key");
        }
        int port = number(settings, "dns.tls.port", 1, HIGHEST_PORT);
        return Optional.of(new TlsSettings(port, Path.of(certificate), Path.of(key)));
    }

    private static int number(Settings settings, String path, int least, int most) {
        int number = settings.number(path);
        if (number < least || number > most) {
            throw settings.refused(path, settings.text(path), "is not a number from " + least + " to " + most);
        }
        return number;
    }

    private static Duration span(Settings settings, String path) {
        Duration span = settings.duration(path);
        if (span.isNegative() || span.compareTo(LONGEST) > 0) {
            throw settings.refused(path, settings.text(path), "is not between 0 and " + LONGEST.toDays() + " days");
        }
        return span;
    }
}
