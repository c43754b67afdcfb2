package org.kadnode.plugins;

import java.time.Duration;
import java.util.List;

/**
 * The settings of the node: one tree, in which command line, {@code --config} file and the
 * {@code reference.conf} files are already merged. Every method throws {@link KadNodeException} of kind
 * {@link KadNodeException.Kind#SETTING} if the path has no value or one of another form; the message
 * names the path and where the value came from.
 */
public interface Settings {

    /**
     * A text.
     *
     * @param path dotted path, e.g. {@code naming.tld}
     * @return the value
     */
    String text(String path);

    /**
     * A list of texts.
     *
     * @param path dotted path
     * @return the values in the order given; may be empty
     */
    List<String> texts(String path);

    /**
     * A whole number.
     *
     * @param path dotted path
     * @return the value
     */
    int number(String path);

    /**
     * A switch.
     *
     * @param path dotted path
     * @return the value
     */
    boolean flag(String path);

    /**
     * A time span.
     *
     * @param path dotted path
     * @return the value, e.g. of {@code 4s} or {@code 20 minutes}; a bare number counts milliseconds
     */
    Duration duration(String path);

    /**
     * Whether a path has a value.
     *
     * @param path dotted path
     * @return true if one of the other methods can answer
     */
    boolean has(String path);

    /**
     * The exception for a value that has the right form, but cannot be used: to be thrown by whoever finds that out.
     *
     * @param path dotted path
     * @param value the value, or one of those in a list, as text
     * @param problem what is wrong with it, e.g. {@code is not a user of this machine}
     * @return an exception of kind {@link KadNodeException.Kind#SETTING}, whose message names the setting and, if that
     *     is known, where the value came from
     */
    default KadNodeException refused(String path, String value, String problem) {
        return new KadNodeException(
                KadNodeException.Kind.SETTING, "invalid value for setting " + path + ": '" + value + "' " + problem);
    }
}
