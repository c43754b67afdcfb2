package org.kadnode.setup;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** unbound as a service of its own (unbound.conf(5)). */
final class Unbound implements FileMethod {

    private static final String MAIN_FILE = "/etc/unbound/unbound.conf";

    /** All files of a folder. */
    private static final Pattern FOLDER = Pattern.compile("(include|include-toplevel):\\s*\"?(/[^\"*]+)/\\*\\.conf\"?");

    /** The beginning of a clause, e.g. {@code server:}, or of another file. */
    private static final Pattern CLAUSE = Pattern.compile("[a-z0-9-]+:|include(-toplevel)?:.*");

    @Override
    public String id() {
        return "unbound";
    }

    @Override
    public String title() {
        return "unbound";
    }

    @Override
    public boolean isLocalServer() {
        return true;
    }

    @Override
    public boolean isInUse(Tree tree) {
        return ResolvConf.asksThisMachine(tree) && tree.exists(MAIN_FILE);
    }

    @Override
    public void plan(Tree tree, Goal goal) {
        Optional<String> folder = folder(Lines.of(tree, MAIN_FILE).toList());
        if (folder.isPresent()) {
            tree.write(folder.get() + "/kadnode.conf", file(goal));
        } else {
            tree.write(MAIN_FILE, Lines.append(tree.text(MAIN_FILE).orElse(""), file(goal)));
        }
    }

    @Override
    public List<List<String>> reload() {
        return List.of(List.of("unbound-checkconf"), List.of("systemctl", "restart", "unbound.service"));
    }

    /** A folder of which all files are read, and in which clauses may stand: not one in the middle of a clause. */
    private static Optional<String> folder(List<String> lines) {
        for (int at = 0; at < lines.size(); at++) {
            Matcher include = FOLDER.matcher(lines.get(at));
            boolean clauseFollows =
                    at + 1 == lines.size() || CLAUSE.matcher(lines.get(at + 1)).matches();
            if (include.matches() && (include.group(1).equals("include-toplevel") || clauseFollows)) {
                return Optional.of(include.group(2));
            }
        }
        return Optional.empty();
    }

    /**
     * What unbound has to be told: also to ask this machine at all, not to want signatures, since those of the root zone prove
     * that the domain does not exist, and that its names may lead to addresses of the local network.
     */
    private static String file(Goal goal) {
        Goal.Server server = goal.server();
        return """
                # %s.
                server:
                    do-not-query-localhost: no
                    domain-insecure: "%s."
                    private-domain: "%s."
                forward-zone:
                    name: "%s."
                    forward-addr: %s@%d
                """.formatted(ORIGIN, goal.domain(), goal.domain(), goal.domain(), server.address(), server.port());
    }
}
