package org.kadnode.setup;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.kadnode.kernel.Startup;
import org.kadnode.kernel.os.LogOutput;
import org.kadnode.kernel.os.Reason;
import org.kadnode.kernel.os.Verbosity;
import org.kadnode.kernel.settings.SettingsException;
import org.kadnode.plugins.KadNodeException;

/** The program {@code kadnode setup-dns}. The changes go to standard output, all else to standard error. */
public final class Main {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    static final String NAME = "kadnode setup-dns: ";

    private Main() {}

    /**
     * Runs the program.
     *
     * @param words what follows {@code kadnode setup-dns}
     * @throws InterruptedException never, since nobody interrupts this thread
     */
    public static void main(String[] words) throws InterruptedException {
        LogOutput.toStandardError(Verbosity.QUIET);
        int status = run(
                List.of(words),
                System.out,
                System.err,
                Programs.ofThisMachine(),
                Startup.home().map(Main::library));
        LogOutput.flush();
        System.exit(status);
    }

    static int run(List<String> words, PrintStream out, PrintStream err, Programs programs, Optional<Path> library)
            throws InterruptedException {
        if (SetupLine.asksForHelp(words)) {
            out.print(SetupLine.HELP);
            return OK;
        }
        try {
            SetupLine line = SetupLine.parse(words);
            if (!Files.isDirectory(line.root())) {
                throw new SetupException("--root: " + line.root() + " is no folder");
            }
            SetupDns work = new SetupDns(line, out, err, programs, Path.of("/"));
            boolean allWell = line.undo()
                    ? work.undo()
                    : work.setUp(Goal.of(Startup.of(line.node()).settings(), library.filter(Files::exists)));
            return allWell ? OK : FAILED;
        } catch (SetupLine.Misused wrong) {
            err.println(NAME + wrong.getMessage() + "; --help tells more");
            return USAGE;
        } catch (SettingsException wrong) {
            err.println(NAME + wrong.getMessage());
            return USAGE;
        } catch (SetupException | KadNodeException refused) {
            err.println(NAME + refused.getMessage());
            return FAILED;
        } catch (UncheckedIOException failed) {
            return failed(err, Objects.requireNonNull(failed.getCause()));
        } catch (IOException failed) {
            return failed(err, failed);
        }
    }

    private static int failed(PrintStream err, IOException failure) {
        err.println(NAME
                + Reason.withFile(failure)
                + (failure instanceof AccessDeniedException ? "; this is for root" : ""));
        return FAILED;
    }

    private static Path library(Path home) {
        return home.resolve("lib").resolve("libnss_kadnode.so.2");
    }
}
