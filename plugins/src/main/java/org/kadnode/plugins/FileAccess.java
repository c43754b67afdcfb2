package org.kadnode.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Who may use a file that holds a secret. */
public final class FileAccess {

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private FileAccess() {}

    /**
     * Whether others than the owner may read or change a file.
     *
     * @param file the file
     * @return false also where the system has no such permissions
     * @throws IOException if its permissions cannot be read
     */
    public static boolean isOpenToOthers(Path file) throws IOException {
        try {
            return !Collections.disjoint(Files.getPosixFilePermissions(file), OF_OTHERS);
        } catch (UnsupportedOperationException noSuchPermissions) {
            return false;
        }
    }
}
