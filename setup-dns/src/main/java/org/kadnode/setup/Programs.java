package org.kadnode.setup;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Runs programs of the system. */
@FunctionalInterface
interface Programs {

    /**
     * Runs one and waits for its end.
     *
     * @param command the program and its arguments
     * @return what went wrong, in words; empty if nothing did
     * @throws InterruptedException if the calling thread is interrupted
     */
    Optional<String> run(List<String> command) throws InterruptedException;

    /** Those of this machine, with our standard output and error as theirs. */
    static Programs ofThisMachine() {
        return command -> {
            try {
                int status = new ProcessBuilder(command).inheritIO().start().waitFor();
                return status == 0 ? Optional.empty() : Optional.of("exit status " + status);
            } catch (IOException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        };
    }
}
