package org.kadnode.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words after {@code kadnode setup-dns}, taken apart and judged.
 *
 * @param undo whether what was set up is to be taken back
 * @param dryRun whether it is only to be shown
 * @param root the folder that is taken for {@code /}
 * @param method the id of the method to use; empty for the one that fits
 * @param node all other words: options of the node that is to be asked
 */
record SetupLine(boolean undo, boolean dryRun, Path root, Optional<String> method, List<String> node) {

    static final String HELP = """
            Makes this computer ask KadNode for the names of its network.

            Usage: kadnode setup-dns [--undo] [--dry-run] [options]

              kadnode setup-dns --dry-run
                  show what would be changed
              kadnode setup-dns
                  show it, keep a copy of what was there, and change it
              kadnode setup-dns --undo
                  take the change back

            Options:
              --undo         take back what an earlier run has set up
              --dry-run      change nothing
              --with METHOD  instead of the resolver that is found, set up: systemd-resolved,
                             networkmanager, dnsmasq, unbound, nsswitch, macos or windows
              --root FOLDER  set up the system below this folder; its programs are not
                             started again
              -h, --help     print this help

            Give it the options that your node has, if they are about --config, --query-tld,
            --dns-port, --dns-addr or --nss-port, so that it is asked where it listens.

            Exit codes: 0 done or nothing to do, 1 failed, 2 wrong usage.
            """;

    /** The words make no sense. */
    static final class Misused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }

    static boolean asksForHelp(List<String> words) {
        return words.contains("-h") || words.contains("--help");
    }

    /**
     * Takes the words apart.
     *
     * @throws Misused if they make no sense
     */
    static SetupLine parse(List<String> words) {
        boolean undo = false;
        boolean dryRun = false;
        Optional<String> root = Optional.empty();
        Optional<String> method = Optional.empty();
        List<String> node = new ArrayList<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            String name = word.startsWith("--") ? word.replaceFirst("=.*", "") : word;
            switch (name) {
                case "--undo" -> undo = flag(word, name);
                case "--dry-run" -> dryRun = flag(word, name);
                case "--root", "--with" -> {
                    String value = word.substring(name.length());
                    if (value.isEmpty() && ++at < words.size()) {
                        value = "=" + words.get(at);
                    }
                    if (value.length() < 2) {
                        throw new Misused("option " + name + " needs a value");
                    }
                    Optional<String> given = Optional.of(value.substring(1));
                    root = name.equals("--root") ? given : root;
                    method = name.equals("--with") ? given : method;
                }
                default -> node.add(word);
            }
        }
        if (method.isPresent() && Methods.find(method.get()).isEmpty()) {
            throw new Misused("--with: unknown method '" + method.get() + "'; there are " + Methods.ids());
        }
        for (String word : node) {
            if (List.of("-v", "--version", "--auth-gen-keys").contains(word)) {
                throw new Misused("option " + word + " is not for setup-dns");
            }
        }
        if (undo && (method.isPresent() || !node.isEmpty())) {
            throw new Misused(
                    "--undo takes back what was set up, whatever it was: it goes with --dry-run and --root only");
        }
        return new SetupLine(undo, dryRun, Path.of(root.orElse("/")), method, List.copyOf(node));
    }

    private static boolean flag(String word, String name) {
        if (!word.equals(name)) {
            throw new Misused("option " + name + " takes no value");
        }
        return true;
    }
}
