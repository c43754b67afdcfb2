package org.kadnode.kernel.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder for its owner alone: mode 0700, its files 0600. It is made when something is written into it, and missing
 * until then.
 *
 * <p>Writing is atomic: whoever reads, or ends the process in the middle of it, gets the old file or the new one.
 */
public final class PrivateFolder {

    /** Larger files are none of ours; the largest that is written here has 256 lines of less than 400 bytes. */
    static final int LARGEST_FILE = 262_144;

    private final Path path;

    /**
     * Names a folder; nothing is made or looked at yet.
     *
     * @param path where it is or will be
     */
    public PrivateFolder(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    /**
     * The folder in which a node keeps what it remembers, unless it is told another: {@code /var/lib/kadnode} for root,
     * else {@code kadnode} in {@code $XDG_STATE_HOME} or {@code ~/.local/state} (XDG Base Directory Specification).
     *
     * @param user who runs the program
     * @param home the user's home
     * @param environment the environment of the process
     * @return the folder
     */
    public static Path standard(String user, Path home, Map<String, String> environment) {
        if (user.equals("root")) {
            return Path.of("/var/lib/kadnode");
        }
        String wished = environment.getOrDefault("XDG_STATE_HOME", "");
        // The specification has relative paths ignored.
        Path base = wished.startsWith("/") ? Path.of(wished) : home.resolve(".local/state");
        return base.resolve("kadnode");
    }

    /**
     * Where it is.
     *
     * @return an absolute path
     */
    public Path path() {
        return path;
    }

    /**
     * A folder in this one.
     *
     * @param name its name
     * @return the folder, made when something is written into it
     */
    public PrivateFolder folder(String name) {
        return new PrivateFolder(path.resolve(name));
    }

    /**
     * The files with a certain ending, hidden ones left out.
     *
     * @param ending e.g. {@code .key}
     * @return their names in alphabetical order; none if there is no such folder
     * @throws IOException if the folder cannot be read, or others may write to it
     */
    public List<String> files(String ending) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            if (isFor(EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE), path)) {
                throw new FileSystemException(path.toString(), null, "others may write to it: chmod 700 it");
            }
            return entries.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(ending) && !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException nothingWritten) {
            return List.of();
        }
    }

    /**
     * Reads a file.
     *
     * @param name its name
     * @return what it holds, to be overwritten after use if it is secret; empty if there is no such file
     * @throws IOException if it cannot be read, or is larger than 256 KiB
     */
    public Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(read(path.resolve(name)));
        } catch (NoSuchFileException nothingWritten) {
            return Optional.empty();
        }
    }

    /**
     * Reads any file that may hold a key.
     *
     * @param file where it is
     * @return what it holds
     * @throws IOException if it cannot be read, or is larger than 256 KiB
     */
    public static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    /**
     * Reads a stream that may hold a key, to its end.
     *
     * @param in the stream, which stays open
     * @param name what to name in an error
     * @return what it holds
     * @throws IOException if it cannot be read, or is larger than 256 KiB
     */
    public static byte[] read(InputStream in, String name) throws IOException {
        byte[] content;
        try {
            content = in.readNBytes(LARGEST_FILE + 1);
        } catch (IOException unreadable) {
            throw new FileSystemException(name, null, unreadable.getMessage());
        }
        if (content.length > LARGEST_FILE) {
            throw new FileSystemException(name, null, "too large");
        }
        return content;
    }

    /**
     * Writes a file, in place of one of that name.
     *
     * @param name its name
     * @param content what it shall hold
     * @throws IOException if it could not be written; an older file is unchanged then
     */
    public void write(String name, byte[] content) throws IOException {
        make();
        write(path.resolve(name), content);
    }

    /**
     * Writes a file for its owner alone, in place of one of that name.
     *
     * @param file where
     * @param content what it shall hold
     * @throws IOException if it could not be written; an older file is unchanged then
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, content, fresh -> {});
    }

    /** What is done to a file that is written, before it takes the place of the one of its name. */
    @FunctionalInterface
    public interface Finish {
        /**
         * Does it.
         *
         * @param fresh where the file is until then
         * @throws IOException if it cannot be done; the older file is unchanged then
         */
        void apply(Path fresh) throws IOException;
    }

    /**
     * Writes a file in place of one of that name, for its owner alone at first.
     *
     * @param file where
     * @param content what it shall hold
     * @param finish what gives the file its owner and permissions
     * @throws IOException if it could not be written; an older file is unchanged then
     */
    public static void write(Path file, byte[] content, Finish finish) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    attributes(file, "rw-------"))) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            finish.apply(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /**
     * Moves a file to another folder, in place of one of that name.
     *
     * @param name its name here
     * @param target the folder
     * @param newName its name there
     * @throws IOException if it is not moved
     */
    void move(String name, PrivateFolder target, String newName) throws IOException {
        target.make();
        Files.move(path.resolve(name), target.path.resolve(newName), StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    private void make() throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, attributes(path, "rwx------"));
        }
    }

    private static boolean isFor(Set<PosixFilePermission> wanted, Path file) throws IOException {
        try {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(wanted);
            permissions.retainAll(Files.getPosixFilePermissions(file));
            return !permissions.isEmpty();
        } catch (UnsupportedOperationException noSuchPermissions) {
            return false;
        }
    }

    private static FileAttribute<?>[] attributes(Path near, String permissions) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
