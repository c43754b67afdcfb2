package org.kadnode.setup;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** dnsmasq as a service of its own. */
final class Dnsmasq implements FileMethod {

    private static final String MAIN_FILE = "/etc/dnsmasq.conf";
    private static final String NAME = "/kadnode.conf";
    private static final Pattern FOLDER = Pattern.compile("conf-dir\\s*=\\s*([^,\\s]+)(?:,.*)?");

    /** Debian's service names the folder on the command line of the program. */
    private static final Pattern DEBIAN = Pattern.compile("CONFIG_DIR=\"?([^,\"\\s]+).*");

    @Override
    public String id() {
        return "dnsmasq";
    }

    @Override
    public String title() {
        return "dnsmasq";
    }

    @Override
    public boolean isInUse(Tree tree) {
        return ResolvConf.asksThisMachine(tree) && (tree.exists(MAIN_FILE) || tree.exists("/etc/dnsmasq.d"));
    }

    @Override
    public void plan(Tree tree, Goal goal) {
        Optional<String> folder =
                folder(tree, MAIN_FILE, FOLDER).or(() -> folder(tree, "/etc/default/dnsmasq", DEBIAN));
        if (folder.isPresent()) {
            tree.write(folder.get() + NAME, file(goal));
        } else {
            tree.write(MAIN_FILE, Lines.append(tree.text(MAIN_FILE).orElse(""), file(goal)));
        }
    }

    @Override
    public List<List<String>> reload() {
        return List.of(List.of("systemctl", "restart", "dnsmasq.service"));
    }

    /** What dnsmasq has to be told; also that names of the network may lead to addresses of the local one. */
    static String file(Goal goal) {
        Goal.Server server = goal.server();
        return """
                # %s.
                server=/%s/%s#%d
                rebind-domain-ok=/%s/
                """.formatted(ORIGIN, goal.domain(), server.address(), server.port(), goal.domain());
    }

    private static Optional<String> folder(Tree tree, String path, Pattern pattern) {
        return Lines.of(tree, path)
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1).replaceFirst("/$", ""))
                .findFirst();
    }
}
