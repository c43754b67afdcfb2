package org.kadnode.kernel.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.os.Reason;
import org.kadnode.kernel.shell.LiveNames;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Command.Reply;

/**
 * {@code keys add|remove|list}: the keys of the running node. Everybody on this machine can give these commands, so none
 * shows a secret key, reads a file, or destroys a secret.
 */
final class KeyCommands {

    /** Where the words of the usage text differ from what may follow. */
    private static final Command USAGE = new Command(
            "keys", "add [<pattern>:]<key>|remove <public key>|list", "Change the keys.", words -> Reply.ok(""));

    private final LiveNames names;

    private KeyCommands(LiveNames names) {
        this.names = names;
    }

    /**
     * Adds the command to a table.
     *
     * @param table where to
     * @param names the keys it speaks of
     */
    static void addTo(CommandTable table, LiveNames names) {
        KeyCommands keys = new KeyCommands(names);
        table.add("kernel", new Command(USAGE.name(), USAGE.arguments(), USAGE.summary(), keys::run));
    }

    private Reply run(List<String> words) {
        String deed = words.isEmpty() ? "" : words.getFirst();
        try {
            return switch (deed + " " + words.size()) {
                case "list 1" -> list();
                case "add 2" -> add(words.get(1));
                case "remove 2" -> remove(words.get(1));
                default -> CommandTable.misused(USAGE);
            };
        } catch (IOException failed) {
            return Reply.failed("Nothing is changed: " + Reason.withFile(failed));
        }
    }

    private Reply list() {
        List<LiveNames.Key> keys = names.keys();
        return keys.isEmpty()
                ? Reply.ok("No keys.")
                : Reply.ok(String.join(
                        "\n",
                        keys.stream()
                                .map(key -> key.publicKey().toZBase32() + " " + (key.own() ? "secret" : "public") + " "
                                        + key.pattern())
                                .toList()));
    }

    private Reply add(String text) throws IOException {
        if (text.startsWith("@") || text.contains(":@")) {
            return Reply.failed("A file is read by kadnode-ctl, not by the node: it may be for your eyes only.");
        }
        LiveNames.Change change = names.addKey(text);
        LiveNames.Key key = change.key();
        return Reply.ok("Added " + (key.own() ? "secret" : "public") + " key "
                + key.publicKey().toZBase32() + " for "
                + (key.pattern().equals(KeyPattern.ALL) ? "all names" : key.pattern()) + "."
                + (change.stays() ? "" : " " + Listings.FORGETFUL) + withdrawn(change));
    }

    private Reply remove(String text) throws IOException {
        Optional<PublicKey> key = PublicKey.parse(text);
        if (key.isEmpty()) {
            return Reply.failed(
                    "A public key has 64 hex digits, or 52 characters of z-base-32 or Crockford's base 32.");
        }
        LiveNames.Change change = names.removeKey(key.get());
        return Reply.ok("Removed " + (change.key().own() ? "secret" : "public") + " key "
                + key.get().toZBase32() + "."
                + (change.stays() ? "" : " The settings name it, so it comes back at the next start.")
                + withdrawn(change));
    }

    private static String withdrawn(LiveNames.Change change) {
        return change.withdrawn().isEmpty() ? "" : " No longer announced: " + String.join(", ", change.withdrawn());
    }
}
