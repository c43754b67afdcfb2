package org.kadnode.setup;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NetworkManager where it runs dnsmasq for the names of this machine (NetworkManager.conf(5), {@code dns=dnsmasq}). */
final class NetworkManager implements FileMethod {

    private static final Pattern SECTION = Pattern.compile("\\[(.*)]");
    private static final Pattern DNS = Pattern.compile("dns\\s*=\\s*(\\S+)");

    /** A file in a later one stands for that of the same name in an earlier one. */
    private static final List<String> DROP_INS =
            List.of("/usr/lib/NetworkManager/conf.d", "/run/NetworkManager/conf.d", "/etc/NetworkManager/conf.d");

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
        Map<String, String> dropIns = new TreeMap<>();
        for (String folder : DROP_INS) {
            tree.names(folder).stream()
                    .filter(name -> name.endsWith(".conf"))
                    .forEach(name -> dropIns.put(name, folder + "/" + name));
        }
        String dns = dns(tree, "/etc/NetworkManager/NetworkManager.conf", "");
        for (String path : dropIns.values()) {
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
