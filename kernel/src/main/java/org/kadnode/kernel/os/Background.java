package org.kadnode.kernel.os;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the node in the background. A Java process cannot fork, so it starts its own command line once more: the child
 * serves, tells so, and leaves the terminal; the parent waits for that, so that whoever typed the command learns whether
 * it worked.
 */
public final class Background {

    /** System property that makes a process the child. */
    private static final String CHILD = "kadnode.background";

    /** What the child writes to its standard output, a pipe to the parent, once it serves. */
    private static final String SERVING = "serving";

    private Background() {}

    /**
     * Whether this process is the child.
     *
     * @return false in the process that somebody started by hand
     */
    public static boolean isChild() {
        return Boolean.getBoolean(CHILD);
    }

    /**
     * Starts the child and waits until it serves or ends. What it has to say until then goes to our standard error.
     *
     * @return status to exit with: 0 if it serves, else 1
     * @throws OsException if it cannot be started, or this Java or system cannot do it
     * @throws InterruptedException if the wait is interrupted
     */
    public static int startChild() throws OsException, InterruptedException {
        CLibrary.neededFor("--daemon");
        try {
            Process child = new ProcessBuilder(command())
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader news =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                // Other lines may come first: the JVM, too, has things to say on standard output.
                return news.lines().anyMatch(SERVING::equals) ? 0 : Math.max(1, child.waitFor());
            }
        } catch (IOException failed) {
            throw new OsException("--daemon: " + failed.getMessage());
        }
    }

    /** Our own command line, each word of which ends with a NUL, with the mark of the child in front of the other options for Java. */
    private static List<String> command() throws IOException, OsException {
        String java = ProcessHandle.current()
                .info()
                .command()
                .orElseThrow(() -> new OsException("--daemon: cannot find the java command"));
        String line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        List<String> words = Arrays.asList(line.substring(0, line.length() - 1).split("\0", -1));
        List<String> command = new ArrayList<>(List.of(java, "-D" + CHILD + "=true"));
        command.addAll(words.subList(1, words.size()));
        return command;
    }

    /**
     * In the child: leaves the terminal and tells the parent. Relative file names mean nothing from now on.
     *
     * @param verbosity of the system log, from now on the only log
     * @throws OsException if the operating system refuses
     */
    public static void serve(Verbosity verbosity) throws OsException {
        CLibrary library = CLibrary.neededFor("--daemon");
        library.leaveTerminal();
        System.out.println(SERVING);
        System.out.flush();
        LogOutput.toSystemLog(verbosity);
        library.muteStandardStreams();
    }
}
