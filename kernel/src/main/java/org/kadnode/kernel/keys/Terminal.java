package org.kadnode.kernel.keys;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** Somebody who can be asked. */
interface Terminal {

    /**
     * Asks for something that is not shown while it is typed.
     *
     * @param prompt what to show before
     * @return what was typed, to be overwritten after use; empty at the end of the input
     */
    Optional<char[]> secret(String prompt);

    /**
     * Asks a question.
     *
     * @param question with a question mark
     * @return true if the answer is yes
     */
    boolean confirms(String question);

    /** The terminal of this process, if both standard input and standard output are one. */
    static Optional<Terminal> ofProcess() {
        return Optional.ofNullable(System.console()).map(Terminal::of);
    }

    private static Terminal of(Console console) {
        return new Terminal() {
            @Override
            public Optional<char[]> secret(String prompt) {
                return Optional.ofNullable(console.readPassword("%s", prompt));
            }

            @Override
            public boolean confirms(String question) {
                String answer = console.readLine("%s [y/N] ", question);
                return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
            }
        };
    }
}
