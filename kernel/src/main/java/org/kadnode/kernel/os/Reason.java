package org.kadnode.kernel.os;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts into words why a file operation failed: the JDK's own messages are often just the name of the file. */
public final class Reason {

    private Reason() {}

    /**
     * The reason in words.
     *
     * @param failure what went wrong
     * @return a few words without the name of the file
     */
    public static String of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return String.valueOf(
                failure instanceof FileSystemException inFile ? inFile.getReason() : failure.getMessage());
    }

    /**
     * The file and the reason in words.
     *
     * @param failure what went wrong
     * @return e.g. {@code /var/lib/x: permission denied}
     */
    public static String withFile(IOException failure) {
        return failure instanceof FileSystemException inFile
                ? inFile.getFile() + ": " + of(failure)
                : String.valueOf(failure.getMessage());
    }
}
