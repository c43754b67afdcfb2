package org.kadnode.kernel.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.os.Reason;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.kernel.shell.LiveNames;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Command.Reply;

/** {@code announce add|remove|list}: the names that the node announces at every start. */
final class AnnounceCommands {

    /** What may follow, beside the words of KadNode 1.0. */
    static final String ARGUMENTS = "add <query>[:<port>]|remove <query>|list";

    private final LiveNames names;

    AnnounceCommands(LiveNames names) {
        this.names = names;
    }

    /**
     * Runs one of them.
     *
     * @param words what follows {@code announce}
     * @return the reply; empty if it is an announcement in the words of KadNode 1.0: there, {@code announce add 30}
     *     announces the name {@code add} for some minutes
     */
    Optional<Reply> run(List<String> words) {
        boolean asInOneDotZero = words.size() == 2 && words.getLast().matches("-?[0-9]+");
        if (words.isEmpty() || asInOneDotZero) {
            return Optional.empty();
        }
        try {
            return switch (words.getFirst() + " " + words.size()) {
                case "list 1" -> Optional.of(list());
                case "add 2" -> Optional.of(add(words.getLast()));
                case "remove 2" -> Optional.of(remove(words.getLast()));
                default -> Optional.empty();
            };
        } catch (IOException failed) {
            return Optional.of(Reply.failed("Nothing is changed: " + Reason.withFile(failed)));
        }
    }

    private Reply list() {
        List<String> lines =
                names.announcements().stream().map(NameAndPort::toString).toList();
        return Reply.ok(lines.isEmpty() ? "No names are kept." : String.join("\n", lines));
    }

    private Reply add(String text) throws IOException {
        Optional<NameAndPort> what = NameAndPort.parse(text);
        if (what.isEmpty()) {
            return Reply.failed("Invalid port or query too long.");
        }
        Announcement begun = names.keepAnnouncing(what.get());
        return Reply.ok("Announced from now on, at port " + begun.port() + "."
                + (names.remembers() ? "" : " " + Listings.FORGETFUL));
    }

    private Reply remove(String name) throws IOException {
        return names.stopAnnouncing(name)
                ? Reply.ok("No longer announced, nor at the next start. Copies in the DHT expire by themselves.")
                : Reply.failed("Not kept: 'announce list' shows what is, 'withdraw' ends other announcements.");
    }
}
