package org.kadnode.kernel.host;

import org.kadnode.plugins.KadNodeException;

/** Why a plugin cannot go on; the message is the reason that users read. */
final class PluginFailure extends Exception {

    private static final long serialVersionUID = 1L;

    PluginFailure(String reason) {
        super(reason);
    }

    PluginFailure(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** Whether the user has set something that the plugin cannot use: that is not a fault of the plugin. */
    boolean isMisuse() {
        return getCause() instanceof KadNodeException refused && refused.kind() == KadNodeException.Kind.SETTING;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
