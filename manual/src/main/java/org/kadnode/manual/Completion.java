package org.kadnode.manual;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Option;

/** Scripts that have shells complete the words of both programs. */
final class Completion {

    /** What {@code kadnode} does beside running a node. */
    private static final List<String> PROGRAMS = List.of("keys", "setup-dns", "manual", "demo", "simulate");

    private final Known known;

    Completion(Known known) {
        this.known = known;
    }

    /** For bash, to be read when {@code kadnode} or {@code kadnode-ctl} is completed for the first time. */
    String bash() {
        String choices = known.allOptions().stream()
                .filter(option -> option.kind() == Option.Kind.CHOICE)
                .map(option -> "    --" + option.name() + ")\n        mapfile -t COMPREPLY < <(compgen -W '"
                        + String.join(" ", option.choices()) + "' -- \"$word\")\n        return ;;\n")
                .collect(Collectors.joining());
        return """
                # Completion for bash.
                _kadnode() {
                    local word=${COMP_WORDS[COMP_CWORD]}
                    COMPREPLY=()
                    case ${COMP_WORDS[COMP_CWORD - 1]} in
                %s    %s)
                        compopt -o filenames 2> /dev/null
                        mapfile -t COMPREPLY < <(compgen -f -- "$word")
                        return ;;
                    %s)
                        return ;;
                    esac
                    if [ "$COMP_CWORD" = 1 ]; then
                        mapfile -t COMPREPLY < <(compgen -W '%s %s' -- "$word")
                    else
                        mapfile -t COMPREPLY < <(compgen -W '%s' -- "$word")
                    fi
                }
                _kadnode_ctl() {
                    local word=${COMP_WORDS[COMP_CWORD]}
                    COMPREPLY=()
                    case ${COMP_WORDS[COMP_CWORD - 1]} in
                %s    esac
                    mapfile -t COMPREPLY < <(compgen -W '%s -p -h' -- "$word")
                }
                complete -F _kadnode kadnode
                complete -F _kadnode_ctl kadnode-ctl
                """.formatted(
                        choices,
                        pattern(option -> option.kind() == Option.Kind.PATH),
                        pattern(option -> option.kind().takesValue()
                                && option.kind() != Option.Kind.PATH
                                && option.kind() != Option.Kind.CHOICE),
                        String.join(" ", PROGRAMS),
                        options(),
                        options(),
                        words(),
                        commands());
    }

    /** For zsh: a function for a folder of its {@code fpath}. */
    String zsh() {
        return """
                #compdef kadnode kadnode-ctl
                # Completion for zsh.
                if [[ $service == kadnode-ctl ]]; then
                    _arguments '-p[port of the node]:port:' '-h[print help]' '1:command:(%s)' '*:argument:'
                    return
                fi
                _arguments \\
                %s    '1::program:(%s)'
                """.formatted(
                        commands(),
                        known.allOptions().stream()
                                .map(option -> "    " + zsh(option) + " \\\n")
                                .collect(Collectors.joining()),
                        String.join(" ", PROGRAMS));
    }

    private static String zsh(Option option) {
        String value = switch (option.kind()) {
            case ENABLE, DISABLE -> "";
            case PATH -> ":" + option.argument() + ":_files";
            case CHOICE -> ":" + option.argument() + ":(" + String.join(" ", option.choices()) + ")";
            default -> ":" + option.argument().replaceAll("[\\[\\]:]", " ") + ":";
        };
        String help = sentence(option.help()).replaceAll("[\\[\\]:\\\\]", " ").replace("'", "’");
        return "'" + (option.repeatable() ? "*" : "") + "--" + option.name() + "[" + help + "]" + value + "'";
    }

    /** For fish. */
    String fish() {
        String options = known.allOptions().stream().map(Completion::fish).collect(Collectors.joining());
        String commands = known.commands().stream()
                .filter(command -> !command.name().contains(" "))
                .map(command -> "complete -c kadnode-ctl -f -n __fish_use_subcommand -a " + command.name() + " -d '"
                        + quoted(command.summary()) + "'\n")
                .collect(Collectors.joining());
        return "# Completion for fish.\ncomplete -c kadnode -f -n __fish_use_subcommand -a '"
                + String.join(" ", PROGRAMS)
                + "'\n" + options + "complete -c kadnode-ctl -s p -x -d 'Port of the node'\n"
                + "complete -c kadnode-ctl -s h -d 'Print help'\n" + commands;
    }

    private static String fish(Option option) {
        String value = switch (option.kind()) {
            case ENABLE, DISABLE -> " -f";
            case PATH -> " -r -F";
            case CHOICE -> " -x -a '" + String.join(" ", option.choices()) + "'";
            default -> " -x";
        };
        return "complete -c kadnode -l " + option.name() + value + " -d '" + quoted(sentence(option.help())) + "'\n";
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    /** The first sentence: completion has room for one line. */
    private static String sentence(String help) {
        return help.replaceFirst("(?<=\\.) .*$", "").replaceFirst("\\.$", "");
    }

    /** The second words of commands that have some to choose from, as cases of bash. */
    private String words() {
        return known.commands().stream()
                .filter(command -> command.arguments().matches("\\[?[a-z|]+\\|[a-z|]+]?"))
                .map(command -> "    " + command.name() + ")\n        mapfile -t COMPREPLY < <(compgen -W '"
                        + command.arguments().replaceAll("[\\[\\]]", "").replace('|', ' ')
                        + "' -- \"$word\")\n        return ;;\n")
                .collect(Collectors.joining());
    }

    private String commands() {
        return known.commands().stream()
                .map(Command::name)
                .filter(name -> !name.contains(" "))
                .collect(Collectors.joining(" "));
    }

    private String options() {
        return known.allOptions().stream().map(option -> "--" + option.name()).collect(Collectors.joining(" "));
    }

    private String pattern(Predicate<Option> which) {
        Stream<String> names = known.allOptions().stream().filter(which).map(option -> "--" + option.name());
        return names.collect(Collectors.joining(" | "));
    }
}
