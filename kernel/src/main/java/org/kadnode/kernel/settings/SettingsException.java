package org.kadnode.kernel.settings;

/**
 * Something on the command line or in a file of settings is wrong. The message is one line, ready to print; a
 * secret key in it is hidden.
 */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean unknown;

    /**
     * A refusal.
     *
     * @param message what is wrong, naming the option and, if it stands in a file, file and line
     */
    public SettingsException(String message) {
        this(message, false);
    }

    private SettingsException(String message, boolean unknown) {
        super(Secrets.hidden(message));
        this.unknown = unknown;
    }

    /** A refusal of something that stands in a file, or on the command line if the place is empty. */
    static SettingsException at(String place, String message) {
        return new SettingsException(placed(place, message), false);
    }

    /** A refusal of an option or a setting that nobody brings. */
    static SettingsException unknown(String place, String message) {
        return new SettingsException(placed(place, "unknown " + message), true);
    }

    private static String placed(String place, String message) {
        return place.isEmpty() ? message : place + ": " + message;
    }

    /**
     * Whether an option or a setting is unknown, which can be for want of the plugin that brings it.
     *
     * @return false if it is known, but wrong
     */
    public boolean isUnknown() {
        return unknown;
    }
}
