package org.kadnode.plugin.nss;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The file that tells the C library of this machine how to ask us. Text, a line each, and nothing that is secret:
 *
 * <pre>
 *     port 4053
 *     tld p2p
 *     keys
 * </pre>
 *
 * <p>The last line is there if names that end with a public key are ours, too. A library that finds no such file asks port 4053
 * for names under {@code p2p}. Only who may write into the folder can tell the library something; that is root, unless root
 * has made the folder for somebody else.
 */
final class PortFile {

    /** The port that the library asks if nobody tells it another. */
    private static final int DEFAULT_PORT = 4053;

    private static final String DEFAULT_DOMAIN = "p2p";

    private static final System.Logger LOG = System.getLogger(PortFile.class.getName());

    private final Path file;
    private final String content;

    private PortFile(Path file, String content) {
        this.file = file;
        this.content = content;
    }

    /**
     * Writes the file, at one stroke and readable by everybody.
     *
     * @return empty if it cannot be written, as by an ordinary user; what that means is logged
     */
    static Optional<PortFile> write(Path file, NssSettings settings) {
        String domain = settings.domain().replaceFirst("^\\.", "");
        String content = "port " + settings.port() + "\ntld " + domain + "\n" + (settings.keyNames() ? "keys\n" : "");
        PortFile made = new PortFile(file, content);
        try {
            made.write();
            return Optional.of(made);
        } catch (IOException e) {
            boolean isExpected = settings.port() == DEFAULT_PORT && domain.equals(DEFAULT_DOMAIN);
            LOG.log(
                    isExpected ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "NSS: cannot write {0}, so the C library asks port {1,number,#} for names under {2}: {3}",
                    file,
                    DEFAULT_PORT,
                    DEFAULT_DOMAIN,
                    e.toString());
            return Optional.empty();
        }
    }

    private void write() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null
                || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            throw new IOException("there is no such library for this system");
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        Path fresh = Files.createTempFile(
                folder, ".nss", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        try {
            Files.writeString(fresh, content, StandardCharsets.US_ASCII);
            // The process may mask what it creates.
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("cannot be replaced at one stroke", e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Takes the file away, unless another node has written it since. */
    void remove() {
        try {
            if (Files.readString(file, StandardCharsets.US_ASCII).equals(content)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // Who has given up root's rights cannot: the library finds nobody at the port then, and says so at once.
            LOG.log(System.Logger.Level.DEBUG, "NSS: {0} stays: {1}", file, e.toString());
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
