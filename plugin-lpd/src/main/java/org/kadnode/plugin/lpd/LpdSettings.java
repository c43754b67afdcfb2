package org.kadnode.plugin.lpd;

import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/**
 * The settings of the plugin.
 *
 * @param enabled whether it does anything
 * @param groups where nodes look for each other, of both families, at most {@link #MOST_GROUPS}
 * @param device the one interface that the node uses; empty for all
 */
record LpdSettings(boolean enabled, List<Group> groups, Optional<String> device) {

    static final int MOST_GROUPS = 8;

    private static final String ADDRESSES = "lpd.addresses";
    private static final String DEVICE = "dht.interface";

    /**
     * Understands settings.
     *
     * @throws KadNodeException of kind {@code SETTING} for an address that is not that of a multicast group, and too many
     */
    static LpdSettings from(Settings settings) {
        List<String> texts = settings.texts(ADDRESSES);
        if (texts.size() > MOST_GROUPS) {
            throw settings.refused(
                    ADDRESSES, texts.get(MOST_GROUPS), "is one too many: at most " + MOST_GROUPS + " are used");
        }
        List<Group> groups = texts.stream()
                .map(text -> Group.of(text)
                        .orElseThrow(() ->
                                settings.refused(ADDRESSES, text, "is not a multicast address, or one with a port")))
                .distinct()
                .toList();
        return new LpdSettings(
                settings.flag("lpd.enabled"),
                groups,
                settings.has(DEVICE) ? Optional.of(settings.text(DEVICE)) : Optional.empty());
    }
}
