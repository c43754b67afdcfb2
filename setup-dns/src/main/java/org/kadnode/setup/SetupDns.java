package org.kadnode.setup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The work: finds out what is to be changed, shows it, and does it. */
final class SetupDns {

    private final SetupLine line;
    private final PrintStream out;
    private final PrintStream err;
    private final Programs programs;
    private final Path here;
    private final Tree tree;
    private final Installer installer;
    private final Optional<Ledger> done;

    /**
     * Looks at what was set up before.
     *
     * @param programs those of the system that runs
     * @param here the root of that system: elsewhere, nothing is run
     * @throws SetupException if that makes no sense
     */
    SetupDns(SetupLine line, PrintStream out, PrintStream err, Programs programs, Path here) throws IOException {
        this.line = line;
        this.out = out;
        this.err = err;
        this.programs = programs;
        this.here = here.toAbsolutePath().normalize();
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
        List<Change> left = done.map(ledger -> Undo.plan(tree, ledger)).orElse(List.of());
        Method method = line.method().flatMap(Methods::find).orElseGet(() -> Methods.inUse(tree));
        List<Change> undone = tree.changes();
        method.plan(tree, goal);
        List<Change> changes = tree.changes();
        boolean isInEffect = done.filter(ledger -> ledger.isInEffect()
                        && ledger.method().equals(method.id())
                        && ledger.goal().equals(goal.inWords()))
                .isPresent();
        if (changes.isEmpty() && isInEffect) {
            tell(method.title() + " asks KadNode for names under ." + goal.domain() + " already.");
            return true;
        }
        tell((line.dryRun() ? "To make " : "Making ") + method.title() + " ask KadNode for names under ."
                + goal.domain() + ":");
        show(changes);
        left.forEach(this::tellLeft);
        List<List<String>> commands = new ArrayList<>();
        // Another resolver that was set up before has to read its files again, too.
        earlier().filter(each -> !each.id().equals(method.id())).ifPresent(each -> commands.addAll(each.stop()));
        commands.addAll(method.start(goal));
        if (line.dryRun()) {
            announce(commands);
            return true;
        }
        if (!undone.isEmpty()) {
            // First, and for real: whenever this process ends, the ledger tells what is to be undone.
            installer.apply(undone);
            new Ledger(method.id(), "", false, madeBefore(), left).write(tree);
        }
        List<Change> all = new ArrayList<>(left);
        all.addAll(tree.changes());
        List<String> folders = new ArrayList<>(madeBefore());
        folders.addAll(installer.missingFolders(all));
        installer.makeFolders(folders);
        Ledger ledger = new Ledger(method.id(), goal.inWords(), false, folders, all);
        ledger.write(tree);
        installer.apply(tree.changes());
        boolean allWell = run(commands);
        new Ledger(ledger.method(), ledger.goal(), allWell, folders, all).write(tree);
        return allWell;
    }

    /**
     * Takes back what was set up.
     *
     * @return false if a program of the system has failed, or something cannot be taken back
     */
    boolean undo() throws IOException, InterruptedException {
        if (done.isEmpty()) {
            tell("Nothing is set up, so nothing is undone.");
            return true;
        }
        List<Change> left = Undo.plan(tree, done.get());
        List<Change> changes = tree.changes();
        tell(line.dryRun() ? "To undo what was set up:" : "Undoing what was set up:");
        show(changes);
        left.forEach(this::tellLeft);
        List<List<String>> commands = earlier().map(Method::stop).orElse(List.of());
        if (line.dryRun()) {
            announce(commands);
            return left.isEmpty();
        }
        installer.apply(changes);
        if (left.isEmpty()) {
            Ledger.delete(tree);
        } else {
            new Ledger(done.get().method(), "", false, done.get().folders(), left).write(tree);
        }
        installer.removeFolders(done.get().folders());
        return run(commands) && left.isEmpty();
    }

    private List<String> madeBefore() {
        return done.map(Ledger::folders).orElse(List.of());
    }

    private Optional<Method> earlier() {
        return done.flatMap(ledger -> Methods.find(ledger.method()));
    }

    private void show(List<Change> changes) {
        changes.forEach(change -> Diff.of(change).forEach(out::println));
    }

    private void tell(String line) {
        err.println(line);
    }

    private void tellLeft(Change change) {
        tell(Main.NAME + change.path()
                + " stays as it is: what was set up there has been changed since. The file as it was"
                + " before is kept in " + tree.file(Ledger.FOLDER));
    }

    /** What would be run. */
    private void announce(List<List<String>> commands) {
        commands.forEach(command -> tell("Then to be run: " + words(command)));
        tell("Nothing has been changed.");
    }

    private boolean run(List<List<String>> commands) throws InterruptedException {
        boolean isHere = line.root().toAbsolutePath().normalize().equals(here);
        for (List<String> command : commands) {
            if (!isHere) {
                tell("There, run: " + words(command));
                continue;
            }
            tell("Running " + words(command));
            Optional<String> problem = programs.run(command);
            if (problem.isPresent()) {
                tell(Main.NAME + "the files are changed, but '" + words(command) + "' failed: " + problem.get());
                return false;
            }
        }
        return true;
    }

    private static String words(List<String> command) {
        return command.stream()
                .map(word -> word.contains(" ") ? '"' + word + '"' : word)
                .collect(Collectors.joining(" "));
    }
}
