package org.kadnode.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.kadnode.kernel.state.PrivateFolder;

/** Makes changes. Each file is replaced in one step, and keeps its owner and its permissions. */
final class Installer {

    private static final System.Logger LOG = System.getLogger(Installer.class.getName());

    private static final String FOR_ALL_TO_READ = "rw-r--r--";

    private final Tree tree;

    Installer(Tree tree) {
        this.tree = tree;
    }

    /**
     * The folders that have to be made for changes and for the ledger.
     *
     * @return paths, outer ones first
     */
    List<String> missingFolders(List<Change> changes) {
        Set<String> missing = new TreeSet<>();
        List<String> files = new ArrayList<>(changes.stream().map(Change::path).toList());
        files.add(tree.real(Ledger.FOLDER));
        for (String file : files) {
            String folder = parent(file);
            while (!folder.isEmpty() && !tree.exists(folder)) {
                missing.add(folder);
                folder = parent(folder);
            }
        }
        return List.copyOf(missing);
    }

    /** Makes folders that anybody may look into. */
    void makeFolders(List<String> folders) throws IOException {
        for (String folder : folders) {
            Path path = tree.file(folder);
            if (!Files.exists(path)) {
                Files.createDirectory(path);
                if (hasPermissions(path)) {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }

    /** Takes folders away again, as far as there is nothing in them. */
    void removeFolders(List<String> folders) throws IOException {
        for (String folder : folders.reversed()) {
            try {
                Files.deleteIfExists(tree.file(folder));
            } catch (DirectoryNotEmptyException othersUseIt) {
                // It stays, with what they have put there.
                LOG.log(System.Logger.Level.DEBUG, "Not empty: {0}", othersUseIt.getFile());
            }
        }
    }

    /**
     * Makes the changes.
     *
     * @throws FileSystemException if a file is no longer as it was when the changes were thought out
     */
    void apply(List<Change> changes) throws IOException {
        Tree now = tree.asStored();
        for (Change change : changes) {
            Path file = tree.file(change.path());
            if (!now.text(change.path()).equals(change.before())) {
                throw new FileSystemException(
                        file.toString(), null, "is being changed by somebody else; run this again");
            }
            if (change.after().isPresent()) {
                PrivateFolder.write(
                        file,
                        change.after().get().getBytes(StandardCharsets.ISO_8859_1),
                        fresh -> likeBefore(file, fresh));
            } else {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void likeBefore(Path file, Path fresh) throws IOException {
        if (!hasPermissions(fresh)) {
            return;
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(fresh, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            PosixFileAttributes before =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            view.setOwner(before.owner());
            view.setGroup(before.group());
            view.setPermissions(before.permissions());
        } else {
            view.setPermissions(PosixFilePermissions.fromString(FOR_ALL_TO_READ));
        }
    }

    private static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
