package org.kadnode.kernel.keys;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words after {@code kadnode keys}, taken apart and judged.
 *
 * @param command what to do
 * @param operands what to do it with
 * @param options the options, with their values; an empty text for those without
 */
record KeysLine(Command command, List<String> operands, Map<String, String> options) {

    static final String STATE = "--state-dir";
    static final String PASSPHRASE = "--passphrase-file";
    static final String SECRET = "--secret";
    static final String PLAIN = "--plain";
    static final String YES = "--yes";

    static final String HELP = """
            Usage: kadnode keys <command> [options]

              kadnode keys new myname.p2p
              kadnode keys export myname.p2p backup.txt

            Commands:
              new [PATTERN]        make a key for the names that match, e.g. myname.p2p or
                                   *.p2p; for all names without one
              list                 list public key, whether the secret half is there, and
                                   pattern of each key
              show KEY [--secret]  show the spellings of a public key, and the secret one
                                   if it is asked for
              import FILE|-        take secret keys from a file or standard input: lines
                                   [pattern:]key, or what export wrote
              export KEY [FILE]    write a secret key, encrypted with a passphrase; with
                                   --plain, as it is
              delete KEY [--yes]   destroy a key; without --yes, ask first

            KEY is a public key of 64 hex digits or 52 characters of z-base-32 or Crockford's
            base 32, or a pattern that only one key has.

            Options:
              --state-dir FOLDER      the folder of the node whose keys are meant
              --passphrase-file FILE  take the passphrase from the first line of a file
                                      instead of asking for it
              -h, --help              print this help

            Exit codes: 0 done, 1 failed, 2 wrong usage.
            """;

    private static final Set<String> WITH_VALUE = Set.of(STATE, PASSPHRASE);

    /** What can be done. */
    enum Command {
        NEW(0, 1, STATE),
        LIST(0, 0, STATE),
        SHOW(1, 1, STATE + " " + SECRET),
        IMPORT(1, 1, STATE + " " + PASSPHRASE),
        EXPORT(1, 2, STATE + " " + PASSPHRASE + " " + PLAIN),
        DELETE(1, 1, STATE + " " + YES);

        private final int fewest;
        private final int most;
        private final String options;

        /** The options with a space between them, since an enum holds nothing that could change. */
        Command(int fewest, int most, String options) {
            this.fewest = fewest;
            this.most = most;
            this.options = options;
        }

        private boolean takes(String option) {
            return List.of(options.split(" ")).contains(option);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Command of(String word) {
            for (Command each : values()) {
                if (each.word().equals(word)) {
                    return each;
                }
            }
            throw new Misused("unknown command '" + word + "'");
        }
    }

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
    static KeysLine parse(List<String> words) {
        List<String> operands = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            if (!word.startsWith("-") || word.equals("-")) {
                operands.add(word);
            } else if (WITH_VALUE.contains(word)) {
                if (++i == words.size()) {
                    throw new Misused("option " + word + " needs a value");
                }
                options.put(word, words.get(i));
            } else if (equals > 0 && WITH_VALUE.contains(word.substring(0, equals))) {
                options.put(word.substring(0, equals), word.substring(equals + 1));
            } else {
                options.put(word, "");
            }
        }
        if (operands.isEmpty()) {
            throw new Misused("a command is missing");
        }
        Command command = Command.of(operands.removeFirst());
        for (String option : options.keySet()) {
            if (!command.takes(option)) {
                throw new Misused("'" + command.word() + "' has no option " + option);
            }
        }
        if (operands.size() < command.fewest || operands.size() > command.most) {
            throw new Misused("'" + command.word() + "' has "
                    + (operands.size() < command.fewest ? "too few" : "too many") + " arguments");
        }
        return new KeysLine(command, List.copyOf(operands), Map.copyOf(options));
    }

    Optional<String> operand(int index) {
        return index < operands.size() ? Optional.of(operands.get(index)) : Optional.empty();
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }

    boolean has(String option) {
        return options.containsKey(option);
    }
}
