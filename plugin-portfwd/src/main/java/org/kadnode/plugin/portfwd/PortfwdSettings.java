package org.kadnode.plugin.portfwd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/**
 * The settings of the plugin.
 *
 * @param enabled whether it does anything
 * @param habits how gateways are asked
 * @param device the one interface that the node uses; empty for all
 */
record PortfwdSettings(boolean enabled, Course.Habits habits, Optional<String> device) {

    static final String PROTOCOLS = "portfwd.protocols";
    static final String LIFETIME = "portfwd.lifetime";
    static final String RENEWAL = "portfwd.renewal";
    static final String CHECK = "portfwd.check";

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final String DEVICE = "dht.interface";

    /**
     * Understands settings.
     *
     * @throws KadNodeException of kind {@code SETTING} for a word that is no protocol, and times out of range
     */
    static PortfwdSettings from(Settings settings) {
        List<Protocol> protocols = settings.texts(PROTOCOLS).stream()
                .map(word -> Protocol.of(word)
                        .orElseThrow(() -> settings.refused(PROTOCOLS, word, "is not one of pcp, nat-pmp and upnp")))
                .distinct()
                .toList();
        Duration lifetime = span(settings, LIFETIME, LONGEST);
        return new PortfwdSettings(
                settings.flag("portfwd.enabled"),
                new Course.Habits(
                        protocols, lifetime, span(settings, RENEWAL, lifetime), span(settings, CHECK, LONGEST)),
                settings.has(DEVICE) ? Optional.of(settings.text(DEVICE)) : Optional.empty());
    }

    private static Duration span(Settings settings, String path, Duration longest) {
        Duration span = settings.duration(path);
        if (span.compareTo(SHORTEST) < 0 || span.compareTo(longest) > 0) {
            throw settings.refused(
                    path,
                    settings.text(path),
                    "is not between " + SHORTEST.toSeconds() + " and " + longest.toSeconds() + " seconds");
        }
        return span;
    }
}
