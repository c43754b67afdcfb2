package org.kadnode.setup;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** dnsmasq as a service of its own. */
final class Dnsmasq implements FileMethod {

    private static final String MAIN_FILE = "/etc/dnsmasq.conf";
    private static final String NAME = "/kadnode.conf";
    private static final Pattern FOLDER = Pattern.compile("conf-dir\\s*=\\s*([^,\\s]+)((?:,.*)?)");

    /** Debian's service names the folder on the command line of the program. */
    private static final Pattern DEBIAN = Pattern.compile("CONFIG_DIR=\"?([^,\"\\s]+)((?:,[^\"\\s]*)?)\"?");

    @Override
    public String id() {
        return "dnsmasq";
    }

    @Override
    public String title() {
        return "dnsmasq";
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
        return List.of(List.of("dnsmasq", "--test"), List.of("systemctl", "restart", "dnsmasq.service"));
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

    /** Of the endings that follow a folder, those with a star are the only ones read, the others are not read. */
    private static boolean readsOurs(String endings) {
        List<String> wanted = Arrays.stream(endings.split(",", -1))
                .map(String::strip)
                .filter(ending -> ending.startsWith("*"))
                .toList();
        return wanted.isEmpty() || wanted.contains("*.conf");
    }

    private static Optional<String> folder(Tree tree, String path, Pattern pattern) {
        return Lines.of(tree, path)
                .map(pattern::matcher)
                .filter(match -> match.matches() && readsOurs(match.group(2)))
                .map(match -> match.group(1).replaceFirst("/$", ""))
                .findFirst();
    }
}
