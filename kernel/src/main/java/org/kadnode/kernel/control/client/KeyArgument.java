package org.kadnode.kernel.control.client;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The key behind {@code keys add}: {@code [pattern:]key}, or {@code [pattern:]@file}. The file is read here, with the
 * rights of whoever gave the command: the node must not read files for others.
 */
final class KeyArgument {

    private static final int SECRET_DIGITS = 128;

    /** A line with a pattern and a key is far shorter; what comments need is left. */
    private static final int LARGEST_FILE = 65_536;

    private KeyArgument() {}

    /**
     * Puts the key in place of its file.
     *
     * @param word what was typed
     * @param err hears of a secret key that stands in the word itself
     * @return what to send to the node
     * @throws IOException if the file cannot be used; the message is for the user and shows no key
     */
    static String read(String word, PrintStream err) throws IOException {
        int colon = word.indexOf(":@");
        if (!word.startsWith("@") && colon < 0) {
            if (holdsSecret(word)) {
                err.println("Warning: a secret key on the command line can be seen by every user of this machine:"
                        + " use @file");
            }
            return word;
        }
        int name = word.startsWith("@") ? 1 : colon + 2;
        Path file = Path.of(word.substring(name));
        String line = onlyLine(file);
        if (name > 1 && line.indexOf(':') >= 0) {
            throw new IOException(file + " has a pattern of its own");
        }
        if (holdsSecret(line) && isOpenToOthers(file)) {
            throw new IOException(file + " holds a secret key and others may read it: chmod 600 it");
        }
        return word.substring(0, name - 1) + line;
    }

    private static String onlyLine(Path file) throws IOException {
        String text;
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException("too large");
            }
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IOException("cannot read " + file, unreadable);
        }
        String found = "";
        for (String written : text.split("\n", -1)) {
            int comment = written.indexOf('#');
            String line = (comment < 0 ? written : written.substring(0, comment)).strip();
            if (!line.isEmpty() && !found.isEmpty()) {
                throw new IOException(file + " holds more than one line");
            }
            found += line;
        }
        if (found.isEmpty()) {
            throw new IOException(file + " holds no key");
        }
        return found;
    }

    private static boolean holdsSecret(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            digits = Character.digit(text.charAt(i), 16) < 0 ? 0 : digits + 1;
            if (digits == SECRET_DIGITS) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (UnsupportedOperationException noSuchPermissions) {
            return false;
        }
    }
}
