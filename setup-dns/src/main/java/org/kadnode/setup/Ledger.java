package org.kadnode.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kadnode.kernel.state.PrivateFolder;
import org.kadnode.plugins.FileAccess;

/**
 * What was set up, with a copy of each file as it was and as it was left. It is in a folder of its own that the node has no
 * part in, since whoever can write to it decides what is put into the files of the system.
 *
 * @param method id of the method
 * @param goal what was set up, in words that differ if that differs
 * @param isInEffect whether the resolver has read its files since
 * @param folders those that had to be made, outer ones first
 * @param changes what was done to files, in this order
 */
record Ledger(String method, String goal, boolean isInEffect, List<String> folders, List<Change> changes) {

    /** The folder. */
    static final String FOLDER = "/var/lib/kadnode-setup-dns";

    /** Names the method, the folders, and the files with the number of their copies. */
    private static final String INDEX = "ledger";

    private static final String TITLE = "kadnode setup-dns 1";
    private static final String IN_EFFECT = "in effect";
    private static final Pattern METHOD = Pattern.compile("method (\\S+)");
    private static final Pattern GOAL = Pattern.compile("goal (.*)");
    private static final Pattern MADE = Pattern.compile("folder (/.*)");
    private static final Pattern CHANGED = Pattern.compile("file (\\d{1,6}) (/.*)");
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,6})\\..*");
    private static final String BEFORE = ".before";
    private static final String AFTER = ".after";

    /**
     * What was set up in a system.
     *
     * @return empty if nothing was
     * @throws SetupException if it is in a form that makes no sense, or may be somebody else's
     */
    static Optional<Ledger> read(Tree tree) throws IOException {
        Optional<String> index = tree.text(FOLDER + "/" + INDEX);
        if (index.isEmpty()) {
            return Optional.empty();
        }
        requireOwn(tree.file(FOLDER));
        requireOwn(tree.file(FOLDER + "/" + INDEX));
        return Optional.of(parse(tree, index.get()));
    }

    private static Ledger parse(Tree tree, String index) {
        List<String> lines = index.lines().toList();
        String method = "";
        String goal = "";
        boolean isInEffect = false;
        List<String> folders = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            Matcher named = METHOD.matcher(line);
            Matcher wanted = GOAL.matcher(line);
            Matcher made = MADE.matcher(line);
            Matcher changed = CHANGED.matcher(line);
            if (named.matches()) {
                method = named.group(1);
            } else if (wanted.matches()) {
                goal = wanted.group(1);
            } else if (line.equals(IN_EFFECT)) {
                isInEffect = true;
            } else if (made.matches()) {
                folders.add(made.group(1));
            } else if (changed.matches()) {
                String copy = FOLDER + "/" + changed.group(1);
                changes.add(new Change(changed.group(2), tree.text(copy + BEFORE), tree.text(copy + AFTER)));
            } else {
                throw unreadable(tree, "a line makes no sense: " + line);
            }
        }
        if (lines.isEmpty() || !lines.getFirst().equals(TITLE) || method.isEmpty()) {
            throw unreadable(tree, "it was not written by this version of the program");
        }
        return new Ledger(method, goal, isInEffect, List.copyOf(folders), List.copyOf(changes));
    }

    private static SetupException unreadable(Tree tree, String reason) {
        return new SetupException(tree.file(FOLDER + "/" + INDEX) + ": " + reason);
    }

    /** Whoever else could have written it would have root write what he likes. */
    private static void requireOwn(Path path) throws IOException {
        String owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
        // On Windows, what administrators write belongs to all of them.
        boolean isOurs = List.of("root", System.getProperty("user.name"), "BUILTIN\\Administrators")
                .contains(owner);
        if (!isOurs || FileAccess.isOpenToOthers(path)) {
            throw new SetupException(
                    path + " is open to others, or not ours, so it is not believed; it belongs to " + owner);
        }
    }

    /** Writes all down, in place of what was there, which is complete until the new one is. */
    void write(Tree tree) throws IOException {
        PrivateFolder folder = new PrivateFolder(tree.file(FOLDER));
        int number = tree.names(FOLDER).stream()
                        .map(NUMBERED::matcher)
                        .filter(Matcher::matches)
                        .mapToInt(match -> Integer.parseInt(match.group(1)))
                        .max()
                        .orElse(0)
                + 1;
        List<String> lines = new ArrayList<>(List.of(TITLE, "method " + method, "goal " + goal));
        if (isInEffect) {
            lines.add(IN_EFFECT);
        }
        folders.forEach(made -> lines.add("folder " + made));
        Set<String> used = new TreeSet<>(Set.of(INDEX));
        for (Change change : changes) {
            lines.add("file " + number + " " + change.path());
            used.add(write(folder, number + BEFORE, change.before()));
            used.add(write(folder, number + AFTER, change.after()));
            number++;
        }
        folder.write(INDEX, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        for (String name : tree.names(FOLDER)) {
            if (!used.contains(name)) {
                Files.delete(folder.path().resolve(name));
            }
        }
    }

    /** Forgets what was set up. */
    static void delete(Tree tree) throws IOException {
        Path folder = tree.file(FOLDER);
        Files.deleteIfExists(folder.resolve(INDEX));
        for (String name : tree.names(FOLDER)) {
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
}
