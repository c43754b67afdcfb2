package org.kadnode.plugins;

import java.util.List;

/**
 * A command of the console and of {@code kadnode-ctl}.
 *
 * @param name the first word, e.g. {@code status}; or two words with a space between them, of which the first may be the name
 *     of another command that does not know the second: {@code list forwardings} adds a table to {@code list}
 * @param arguments what may follow, as the usage text shows it, e.g. {@code [minutes]}; may be empty
 * @param summary one line for the list of commands
 * @param action what the command does
 */
public record Command(String name, String arguments, String summary, Action action) {

    /**
     * The work of a command. Runs on a thread of its own and may block for a short while: whoever gave the
     * command is told after a few seconds that it takes too long, and the thread is interrupted.
     */
    @FunctionalInterface
    public interface Action {
        /**
         * Does the work.
         *
         * @param arguments the words after the command's name
         * @return what to print
         * @throws InterruptedException if it took too long, or the node stops meanwhile
         */
        Reply run(List<String> arguments) throws InterruptedException;
    }

    /**
     * What a command answers.
     *
     * @param success false sends the text to standard error and makes {@code kadnode-ctl} exit with 1
     * @param text lines to print, without a final line break
     */
    public record Reply(boolean success, String text) {

        /**
         * An answer to standard output.
         *
         * @param text the lines
         * @return the reply
         */
        public static Reply ok(String text) {
            return new Reply(true, text);
        }

        /**
         * An answer to standard error.
         *
         * @param text the lines
         * @return the reply
         */
        public static Reply failed(String text) {
            return new Reply(false, text);
        }
    }
}
