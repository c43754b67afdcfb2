package org.kadnode.plugin.web;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kadnode.plugins.FileAccess;

/**
 * The file with the password of the web port. Its user writes the password into it; when the plugin starts, it puts the {@link
 * PasswordHash} in its place.
 */
final class PasswordFile {

    static final int SHORTEST = 8;

    static final int LONGEST = 200;

    private PasswordFile() {}

    /**
     * Reads the file, and leaves no password in it.
     *
     * @throws IOException if it cannot be used; the message is for the user, and does not tell what is in it
     */
    static PasswordHash read(Path file, RandomGenerator random) throws IOException {
        String text = text(file);
        if (PasswordHash.looksLikeOne(text)) {
            return PasswordHash.parse(text).orElseThrow(() -> new IOException("holds a hash that cannot be read"));
        }
        if (text.length() < SHORTEST || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new IOException(
                    "must hold one line with a password of " + SHORTEST + " to " + LONGEST + " characters");
        }
        PasswordHash hash = PasswordHash.of(text, random);
        try {
            replace(file.toRealPath(), hash);
        } catch (IOException e) {
            throw new IOException("holds a password that cannot be replaced by its hash: " + e, e);
        }
        return hash;
    }

    private static String text(Path file) throws IOException {
        try {
            if (FileAccess.isOpenToOthers(file)) {
                throw new IOException("must be readable by its owner only (chmod 600)");
            }
            if (Files.size(file) > LONGEST * (long) Integer.BYTES) {
                throw new IOException("is too long for a password");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.replaceFirst("\r?\n$", "");
        } catch (NoSuchFileException e) {
            throw new IOException("is missing", e);
        } catch (CharacterCodingException e) {
            throw new IOException("is not in UTF-8", e);
        }
    }

    private static void replace(Path file, PasswordHash hash) throws IOException {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of("."));
        Path fresh = Files.createTempFile(
                folder, ".web", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, hash + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
