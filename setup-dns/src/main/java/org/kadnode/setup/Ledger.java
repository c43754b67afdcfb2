package org.kadnode.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kadnode.kernel.state.PrivateFolder;

/**
 * What was set up, with a copy of each file as it was and as it was left. It is in a folder of its own that the node has no
 * part in, since whoever can write to it decides what is put into the files of the system.
 *
 * @param method id of the method
 * @param folders those that had to be made, outer ones first
 * @param changes what was done to files
 */
record Ledger(String method, List<String> folders, List<Change> changes) {

    /** The folder. */
    static final String FOLDER = "/var/lib/kadnode-setup-dns";

    /** Names the method, the folders, and the files with the number of their copies. */
    private static final String INDEX = "ledger";

    private static final String TITLE = "kadnode setup-dns 1";
    private static final Pattern METHOD = Pattern.compile("method (.+)");
    private static final Pattern MADE = Pattern.compile("folder (/.*)");
    private static final Pattern CHANGED = Pattern.compile("file (\\d{1,6}) (/.*)");
    private static final String BEFORE = ".before";
    private static final String AFTER = ".after";

    /**
     * What was set up in a system.
     *
     * @return empty if nothing was
     * @throws UncheckedIOException if it cannot be read
     */
    static Optional<Ledger> read(Tree tree) {
        Path folder = tree.file(FOLDER);
        if (!Files.exists(folder.resolve(INDEX))) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Ledger parse(Path folder) throws IOException {
        Path index = folder.resolve(INDEX);
        List<String> lines = Files.readAllLines(index, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.getFirst().equals(TITLE)) {
            throw new FileSystemException(index.toString(), null, "was not written by this version of the program");
        }
        String method = "";
        List<String> folders = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher named = METHOD.matcher(line);
            Matcher made = MADE.matcher(line);
            Matcher changed = CHANGED.matcher(line);
            if (named.matches()) {
                method = named.group(1);
            } else if (made.matches()) {
                folders.add(made.group(1));
            } else if (changed.matches()) {
                String number = changed.group(1);
                changes.add(new Change(changed.group(2), copy(folder, number + BEFORE), copy(folder, number + AFTER)));
            } else {
                throw new FileSystemException(index.toString(), null, "has a line that makes no sense: " + line);
            }
        }
        return new Ledger(method, List.copyOf(folders), List.copyOf(changes));
    }

    /** Writes all down, in place of what was there, which is complete until the new one is. */
    void write(Tree tree) throws IOException {
        PrivateFolder folder = new PrivateFolder(tree.file(FOLDER));
        int number = names(folder.path()).stream()
                        .filter(name -> name.matches("\\d{1,6}\\..*"))
                        .mapToInt(name -> Integer.parseInt(name.replaceFirst("\\..*", "")))
                        .max()
                        .orElse(0)
                + 1;
        List<String> lines = new ArrayList<>(List.of(TITLE, "method " + method));
        folders.forEach(made -> lines.add("folder " + made));
        Set<String> used = new TreeSet<>(Set.of(INDEX));
        for (Change change : changes) {
            lines.add("file " + number + " " + change.path());
            used.add(write(folder, number + BEFORE, change.before()));
            used.add(write(folder, number + AFTER, change.after()));
            number++;
        }
        folder.write(INDEX, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        for (String name : names(folder.path())) {
            if (!used.contains(name)) {
                Files.delete(folder.path().resolve(name));
            }
        }
    }

    /** Forgets what was set up. */
    static void delete(Tree tree) throws IOException {
        Path folder = tree.file(FOLDER);
        Files.deleteIfExists(folder.resolve(INDEX));
        for (String name : names(folder)) {
            Files.delete(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }

    private static String write(PrivateFolder folder, String name, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            folder.write(name, text.get().getBytes(StandardCharsets.ISO_8859_1));
        }
        return name;
    }

    private static Optional<String> copy(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1)) : Optional.empty();
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
