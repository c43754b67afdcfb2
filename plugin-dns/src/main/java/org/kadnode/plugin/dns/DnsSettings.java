package org.kadnode.plugin.dns;

import java.time.Duration;
import org.kadnode.plugins.Settings;

/**
 * The settings of the plugin.
 *
 * @param port UDP port, 1 to 65535; 0 for "off"
 * @param patience how long a question is held until the first address or signed data is found
 * @param ttl how long askers may keep addresses, whole seconds
 * @param signedTtlMax how long askers may keep what an owner has signed, whatever the owner allows, whole seconds
 * @param negativeTtl how long askers may keep a negative answer, whole seconds
 * @param domain the top level domain, e.g. {@code .p2p}
 */
record DnsSettings(
        int port, Duration patience, Duration ttl, Duration signedTtlMax, Duration negativeTtl, String domain) {

    private static final Duration LONGEST = Duration.ofDays(7);

    static DnsSettings from(Settings settings) {
        int port = settings.number("dns.port");
        if (port < 0 || port > 65535) {
            throw settings.refused("dns.port", settings.text("dns.port"), "is not a port or 0");
        }
        return new DnsSettings(
                port,
                span(settings, "dns.patience"),
                span(settings, "dns.ttl"),
                span(settings, "dns.signed-ttl-max"),
                span(settings, "dns.negative-ttl"),
                settings.text("naming.tld"));
    }

    private static Duration span(Settings settings, String path) {
        Duration span = settings.duration(path);
        if (span.isNegative() || span.compareTo(LONGEST) > 0) {
            throw settings.refused(path, settings.text(path), "is not between 0 and " + LONGEST.toDays() + " days");
        }
        return span;
    }
}
