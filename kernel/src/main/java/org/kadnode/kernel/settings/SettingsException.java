package org.kadnode.kernel.settings;

/** Something on the command line or in a file of settings is wrong. The message is one line, ready to print. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what is wrong, naming the option and, if it stands in a file, file and line
     */
    public SettingsException(String message) {
        super(message);
    }

    /** A refusal of something that stands in a file, or on the command line if the place is empty. */
    static SettingsException at(String place, String message) {
        return new SettingsException(place.isEmpty() ? message : place + ": " + message);
    }
}
