package org.kadnode.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes back what was done to files. One that nobody has touched since becomes what it was, byte for byte; of one that
 * others have changed, too, only what was put in is taken out again.
 */
final class Undo {

    private Undo() {}

    /**
     * Takes all back.
     *
     * @param tree where the files are written, for now only in memory
     * @return what cannot be taken back, since others have changed just that; these files stay as they are
     */
    static List<Change> plan(Tree tree, Ledger ledger) {
        List<Change> left = new ArrayList<>();
        for (Change change : ledger.changes().reversed()) {
            Optional<String> now = tree.text(change.path());
            if (now.equals(change.after())) {
                put(tree, change.path(), change.before());
            } else if (now.isPresent() && !now.equals(change.before())) {
                Optional<String> without = without(now.get(), change);
                if (without.isPresent()) {
                    boolean isEmptyAgain =
                            change.before().isEmpty() && without.get().isEmpty();
                    put(tree, change.path(), isEmptyAgain ? Optional.empty() : without);
                } else {
                    left.addFirst(change);
                }
            }
        }
        return left;
    }

    /** A text without what the change has put in; empty if it does not have that in just one place. */
    private static Optional<String> without(String text, Change change) {
        return change.insertion().filter(inserted -> occurs(text, inserted)).map(inserted -> {
            int at = text.indexOf(inserted);
            String rest = text.substring(at + inserted.length());
            // A line break that was put in before what is ours now ends a line of theirs.
            String end = inserted.startsWith("\n") && !rest.isEmpty() && !rest.startsWith("\n") ? "\n" : "";
            return text.substring(0, at) + end + rest;
        });
    }

    private static boolean occurs(String text, String part) {
        return text.contains(part) && text.indexOf(part) == text.lastIndexOf(part);
    }

    private static void put(Tree tree, String path, Optional<String> text) {
        text.ifPresentOrElse(content -> tree.write(path, content), () -> tree.delete(path));
    }
}
