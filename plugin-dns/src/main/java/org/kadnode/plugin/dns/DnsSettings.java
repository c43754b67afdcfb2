package org.kadnode.plugin.dns;

import java.time.Duration;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/**
 * The settings of the plugin.
 *
 * @param port UDP port, 1 to 65535; 0 for "off"
 * @param patience how long a question is held until the first address is found
 * @param ttl how long askers may keep an answer, whole seconds
 * @param negativeTtl how long askers may keep a negative answer, whole seconds
 * @param domain the top level domain, e.g. {@code .p2p}
 */
record DnsSettings(int port, Duration patience, Duration ttl, Duration negativeTtl, String domain) {

    private static final Duration LONGEST = Duration.ofDays(7);

    DnsSettings {
        if (port < 0 || port > 65535) {
            throw new KadNodeException(KadNodeException.Kind.SETTING, "dns.port: " + port + " is not a port or 0");
        }
        requireSpan("dns.patience", patience);
        requireSpan("dns.ttl", ttl);
        requireSpan("dns.negative-ttl", negativeTtl);
    }

    static DnsSettings from(Settings settings) {
        return new DnsSettings(
                settings.number("dns.port"),
                settings.duration("dns.patience"),
                settings.duration("dns.ttl"),
                settings.duration("dns.negative-ttl"),
                settings.text("naming.tld"));
    }

    private static void requireSpan(String path, Duration span) {
        if (span.isNegative() || span.compareTo(LONGEST) > 0) {
            throw new KadNodeException(
                    KadNodeException.Kind.SETTING,
                    path + ": " + span + " is not between 0 and " + LONGEST.toDays() + " days");
        }
    }
}
