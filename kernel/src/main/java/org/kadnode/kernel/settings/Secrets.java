package org.kadnode.kernel.settings;

import java.util.regex.Pattern;

/**
 * Keeps secret keys out of what is shown. Whoever quotes something that a person wrote, in a message, a log
 * or an event, quotes it through this class: it may be a secret key, also where none belongs.
 */
public final class Secrets {

    /** A public key has 64 digits. What has more is a secret key, or nearly one. */
    private static final Pattern DIGITS = Pattern.compile("[0-9A-Fa-f]{65,}");

    private static final String SHOWN = "<secret>";

    private Secrets() {}

    /**
     * Hides secret keys.
     *
     * @param text what is to be shown
     * @return the text with {@code <secret>} for each run of hex digits that is too long for a public key
     */
    public static String hidden(String text) {
        return DIGITS.matcher(text).replaceAll(SHOWN);
    }
}
