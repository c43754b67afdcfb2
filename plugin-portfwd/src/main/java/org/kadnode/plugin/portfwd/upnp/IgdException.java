package org.kadnode.plugin.portfwd.upnp;

import java.io.IOException;

/** A router of UPnP did not do what it was asked. The message says why, in a few words. */
public final class IgdException extends IOException {

    /** The code of whatever did not come as an answer of UPnP. */
    public static final int NO_ANSWER = 0;

    /** There is no such mapping. */
    public static final int NO_SUCH_ENTRY = 714;

    /** The port is taken. */
    public static final int CONFLICT = 718;

    /** The port outside must be the same as inside. */
    public static final int SAME_PORT_REQUIRED = 724;

    /** Mappings cannot end by themselves. */
    public static final int ONLY_PERMANENT = 725;

    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * A refusal.
     *
     * @param code that of UPnP, or {@link #NO_ANSWER}
     * @param message why
     */
    public IgdException(int code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * What was wrong.
     *
     * @return the code of UPnP, or {@link #NO_ANSWER}
     */
    public int code() {
        return code;
    }
}
