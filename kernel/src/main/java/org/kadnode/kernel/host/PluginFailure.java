package org.kadnode.kernel.host;

/** Why a plugin cannot go on; the message is the reason that users read. */
final class PluginFailure extends Exception {

    private static final long serialVersionUID = 1L;

    PluginFailure(String reason) {
        super(reason);
    }

    PluginFailure(String reason, Throwable cause) {
        super(reason, cause);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
