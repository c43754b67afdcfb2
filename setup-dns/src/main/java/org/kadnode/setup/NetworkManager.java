package org.kadnode.setup;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** NetworkManager where it runs dnsmasq for the names of this machine (NetworkManager.conf(5), {@code dns=dnsmasq}). */
final class NetworkManager implements FileMethod {

    private static final Pattern SECTION = Pattern.compile("\\[(.*)]");
    private static final Pattern DNS = Pattern.compile("dns\\s*=\\s*(\\S+)");

    private static final String MAIN_FILE = "/etc/NetworkManager/NetworkManager.conf";
    private static final String VENDOR = "/usr/lib/NetworkManager/conf.d";
    private static final String RUN = "/run/NetworkManager/conf.d";
    private static final String OWN = "/etc/NetworkManager/conf.d";

    @Override
    public String id() {
        return "networkmanager";
    }

    @Override
    public String title() {
        return "NetworkManager with dnsmasq";
    }

    @Override
    public boolean isInUse(Tree tree) {
        // The order of NetworkManager.conf(5).
        DropIns dropIns = new DropIns(tree, List.of(VENDOR, RUN, OWN));
        Stream<String> files = Stream.of(dropIns.in(VENDOR), dropIns.in(RUN), Stream.of(MAIN_FILE), dropIns.in(OWN))
                .flatMap(each -> each);
        String dns = "";
        for (String path : files.toList()) {
            dns = dns(tree, path, dns);
        }
        return dns.equals("dnsmasq");
    }

    @Override
    public void plan(Tree tree, Goal goal) {
        tree.write("/etc/NetworkManager/dnsmasq.d/kadnode.conf", Dnsmasq.file(goal));
    }

    @Override
    public List<List<String>> reload() {
        return List.of(List.of("nmcli", "general", "reload", "dns-full"));
    }

    /** What a file says about {@code dns} in the section {@code main}, or what was said before it. */
    private static String dns(Tree tree, String path, String before) {
        String section = "";
        String dns = before;
        for (String line : Lines.of(tree, path).toList()) {
            Matcher begin = SECTION.matcher(line);
            Matcher value = DNS.matcher(line);
            if (begin.matches()) {
                section = begin.group(1).strip();
            } else if (section.equals("main") && value.matches()) {
                dns = value.group(1);
            }
        }
        return dns;
    }
}
