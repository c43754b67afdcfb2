package org.kadnode.kernel.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.kadnode.kernel.state.KeyLine;
import org.kadnode.kernel.state.PrivateFolder;
import org.kadnode.plugins.FileAccess;
import org.kadnode.plugins.KadNodeException;

/**
 * Where passphrases come from: the first line of a file, or somebody at the terminal.
 *
 * @param file the file of {@code --passphrase-file}
 * @param terminal who can be asked if there is no file
 */
record Passphrases(Optional<Path> file, Optional<Terminal> terminal) {

    /**
     * One that was chosen before.
     *
     * @return at least one character, to be overwritten after use
     * @throws IOException if the file cannot be read
     * @throws KadNodeException of kind {@code SETTING} if there is none
     */
    char[] known() throws IOException {
        return file.isPresent() ? fromFile(file.get()) : typed("Passphrase: ");
    }

    /**
     * A new one, which somebody has to type twice.
     *
     * @return at least one character, to be overwritten after use
     * @throws IOException if the file cannot be read
     * @throws KadNodeException of kind {@code SETTING} if there is none, or it is typed differently
     */
    char[] chosen() throws IOException {
        if (file.isPresent()) {
            return fromFile(file.get());
        }
        char[] first = typed("New passphrase: ");
        char[] second = typed("The same again: ");
        boolean same = Arrays.equals(first, second);
        Arrays.fill(second, '\0');
        if (!same) {
            Arrays.fill(first, '\0');
            throw KeyLine.refused("passphrase", "the two differ");
        }
        return first;
    }

    private char[] typed(String prompt) {
        return terminal.orElseThrow(() -> KeyLine.refused(
                        "passphrase", "there is no terminal to ask at; name a file with --passphrase-file"))
                .secret(prompt)
                .filter(typed -> typed.length > 0)
                .orElseThrow(() -> KeyLine.refused("passphrase", "it is empty"));
    }

    private static char[] fromFile(Path file) throws IOException {
        if (FileAccess.isOpenToOthers(file)) {
            throw KeyLine.refused("--passphrase-file", "others may read " + file + ": chmod 600 it");
        }
        byte[] bytes = PrivateFolder.read(file);
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end));
        char[] passphrase = new char[decoded.remaining()];
        decoded.get(passphrase);
        Arrays.fill(decoded.array(), '\0');
        Arrays.fill(bytes, (byte) 0);
        if (passphrase.length == 0) {
            throw KeyLine.refused("--passphrase-file", "the first line of " + file + " is empty");
        }
        return passphrase;
    }
}
