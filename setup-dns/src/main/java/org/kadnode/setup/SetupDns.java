package org.kadnode.setup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The work: finds out what is to be changed, shows it, and does it. */
final class SetupDns {

    private static final Path THIS_SYSTEM = Path.of("/");

    private final SetupLine line;
    private final PrintStream out;
    private final PrintStream err;
    private final Programs programs;
    private final Tree tree;
    private final Installer installer;
    private final Optional<Ledger> done;

    SetupDns(SetupLine line, PrintStream out, PrintStream err, Programs programs) {
        this.line = line;
        this.out = out;
        this.err = err;
        this.programs = programs;
        tree = new Tree(line.root());
        installer = new Installer(tree);
        done = Ledger.read(tree);
    }

    /**
     * Sets up.
     *
     * @return false if a program of the system has failed
     * @throws SetupException if it cannot be done; nothing has been changed then
     */
    boolean setUp(Goal goal) throws IOException, InterruptedException {
        // What an earlier run has done is taken back first, so that what is kept is the state before that one.
        done.ifPresent(ledger -> Undo.plan(tree, ledger));
        Tree before = new Tree(line.root());
        done.ifPresent(ledger -> Undo.plan(before, ledger));
        Method method = line.method().map(Methods::named).orElseGet(() -> Methods.inUse(tree));
        method.plan(tree, goal);
        List<Change> changes = tree.changes();
        boolean isNew =
                done.filter(ledger -> ledger.method().equals(method.id())).isEmpty();
        if (changes.isEmpty() && !isNew) {
            err.println("Already set up: " + method.title() + " asks KadNode for names under ." + goal.domain());
            return true;
        }
        err.println((line.dryRun() ? "To make " : "Making ") + method.title() + " ask KadNode for names under ."
                + goal.domain() + ":");
        show(changes);
        List<List<String>> commands = new ArrayList<>();
        // Another resolver that was set up before has to read its files again, too.
        earlier().filter(each -> !each.id().equals(method.id())).ifPresent(each -> commands.addAll(each.stop()));
        commands.addAll(method.start(goal));
        if (line.dryRun()) {
            return announce(commands);
        }
        List<Change> all = sinceTheBeginning(before);
        List<String> folders = folders(all);
        installer.makeFolders(folders);
        new Ledger(method.id(), folders, all).write(tree);
        installer.apply(changes);
        return run(commands);
    }

    /**
     * Takes back what was set up.
     *
     * @return false if a program of the system has failed, or something cannot be taken back
     */
    boolean undo() throws IOException, InterruptedException {
        if (done.isEmpty()) {
            err.println("Nothing is set up, so nothing is undone.");
            return true;
        }
        List<Change> left = Undo.plan(tree, done.get());
        List<Change> changes = tree.changes();
        err.println(line.dryRun() ? "To undo what was set up:" : "Undoing what was set up:");
        show(changes);
        for (Change change : left) {
            err.println(
                    "kadnode setup-dns: " + change.path() + " stays as it is: what was set up there has been changed"
                            + " since. The file as it was before is kept in " + tree.file(Ledger.FOLDER));
        }
        List<List<String>> commands = earlier().map(Method::stop).orElse(List.of());
        if (line.dryRun()) {
            return announce(commands) && left.isEmpty();
        }
        installer.apply(changes);
        if (left.isEmpty()) {
            Ledger.delete(tree);
        } else {
            new Ledger(done.get().method(), done.get().folders(), left).write(tree);
        }
        installer.removeFolders(done.get().folders());
        return run(commands) && left.isEmpty();
    }

    /** What the files have become, compared to those before the first run. */
    private List<Change> sinceTheBeginning(Tree before) {
        List<Change> all = new ArrayList<>();
        for (String path : new TreeSet<>(tree.touched())) {
            Change change = new Change(path, before.text(path), tree.text(path));
            if (!change.before().equals(change.after())) {
                all.add(change);
            }
        }
        return all;
    }

    private List<String> folders(List<Change> all) {
        List<String> folders = new ArrayList<>(done.map(Ledger::folders).orElse(List.of()));
        installer.missingFolders(all).stream()
                .filter(folder -> !folders.contains(folder))
                .forEach(folders::add);
        return folders;
    }

    private Optional<Method> earlier() {
        return done.flatMap(ledger -> Methods.find(ledger.method()));
    }

    private void show(List<Change> changes) {
        changes.forEach(change -> Diff.of(change).forEach(out::println));
    }

    /** What would be run. */
    private boolean announce(List<List<String>> commands) {
        commands.forEach(command -> err.println("Then to be run: " + words(command)));
        err.println("Nothing has been changed.");
        return true;
    }

    private boolean run(List<List<String>> commands) throws InterruptedException {
        boolean allWell = true;
        for (List<String> command : commands) {
            if (!line.root().toAbsolutePath().normalize().equals(THIS_SYSTEM.toAbsolutePath())) {
                err.println("There, run: " + words(command));
                continue;
            }
            err.println("Running " + words(command));
            Optional<String> problem = programs.run(command);
            if (problem.isPresent()) {
                err.println("kadnode setup-dns: the files are changed, but '" + words(command) + "' failed: "
                        + problem.get());
                allWell = false;
            }
        }
        return allWell;
    }

    private static String words(List<String> command) {
        return command.stream()
                .map(word -> word.contains(" ") ? '"' + word + '"' : word)
                .collect(Collectors.joining(" "));
    }
}
