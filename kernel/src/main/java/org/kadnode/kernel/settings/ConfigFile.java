package org.kadnode.kernel.settings;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.kadnode.kernel.os.Reason;

/**
 * A file of {@code --config}, read but not judged. It has one of two forms; the first line that is neither blank nor a
 * comment decides: if it starts with {@code -}, the file holds one option a line, as for KadNode 1.0, otherwise HOCON.
 */
public sealed interface ConfigFile permits ClassicFile, HoconFile {

    /**
     * Reads a file.
     *
     * @param file where it is
     * @return its content
     * @throws SettingsException if it cannot be read, or its form is broken; the message names the line
     */
    static ConfigFile read(Path file) {
        String text = text(file);
        boolean classic = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("//"))
                .findFirst()
                .map(line -> line.startsWith("-"))
                .orElse(true);
        return classic ? ClassicFile.parse(file, text) : HoconFile.parse(file, text);
    }

    /**
     * The folders of plugins that the file names, needed before its other options can be judged.
     *
     * @return the folders in the order given
     */
    List<Path> pluginFolders();

    /**
     * Judges the content.
     *
     * @throws SettingsException about the first thing that is wrong; the message names the line
     */
    Config settings(OptionTable table, Config defaults);

    private static String text(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new SettingsException("config file " + file + " is a folder");
            }
            // Some editors put a mark of the byte order in front, which says nothing in UTF-8.
            String text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException missing) {
            throw new SettingsException("config file " + file + " does not exist");
        } catch (CharacterCodingException binary) {
            throw new SettingsException("config file " + file + " is not UTF-8 text");
        } catch (IOException unreadable) {
            throw new SettingsException("cannot read config file " + file + ": " + Reason.of(unreadable));
        }
    }
}
