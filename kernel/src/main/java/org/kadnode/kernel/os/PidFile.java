package org.kadnode.kernel.os;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file with the decimal number of this process, mode 0644, for as long as the process runs. It also keeps a second
 * node with the same file from starting.
 */
public final class PidFile implements AutoCloseable {

    private static final Logger LOG = System.getLogger(PidFile.class.getName());

    /** More digits than any process id has. */
    private static final int LONGEST = 20;

    private final Path file;

    private PidFile(Path file) {
        this.file = file;
    }

    /**
     * Writes the file. One that a dead process left is replaced.
     *
     * @param file where to
     * @return the file, to be closed at the end
     * @throws OsException if the process that the file names still runs, if the file is something else, or cannot be
     *     written
     */
    public static PidFile write(Path file) throws OsException {
        try {
            removeStale(file);
            Files.writeString(file, Long.toString(ProcessHandle.current().pid()), StandardOpenOption.CREATE_NEW);
            // After the fact, since the mode at creation would be cut by the umask.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return new PidFile(file);
        } catch (FileAlreadyExistsException race) {
            throw new OsException("pid file " + file + " was just written by another process");
        } catch (IOException unwritable) {
            throw new OsException("cannot write pid file " + file + ": " + Reason.of(unwritable));
        }
    }

    private static void removeStale(Path file) throws IOException, OsException {
        if (Files.notExists(file)) {
            return;
        }
        String content = Files.isRegularFile(file) && Files.size(file) <= LONGEST
                ? Files.readString(file).strip()
                : "something else";
        if (!content.matches("[0-9]{0,18}")) {
            throw new OsException("pid file " + file + " exists, but holds no process id; it stays as it is");
        }
        if (!content.isEmpty() && runs(Long.parseLong(content))) {
            throw new OsException("pid file " + file + " exists already, and its process " + content + " is running");
        }
        Files.deleteIfExists(file);
    }

    /** Our own number in an old file is a coincidence: in a container each start has the same one. */
    private static boolean runs(long pid) {
        return pid != ProcessHandle.current().pid()
                && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Removes the file. If that is not allowed, as after a change of user, the next start finds it stale. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException kept) {
            LOG.log(Level.DEBUG, "Cannot remove pid file {0}: {1}", file, Reason.of(kept));
        }
    }
}
