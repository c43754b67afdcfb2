package org.kadnode.setup;

import java.util.Arrays;
import java.util.List;

/** The servers of {@code /etc/resolv.conf}: whom the C library asks. */
final class ResolvConf {

    private static final String PATH = "/etc/resolv.conf";

    private ResolvConf() {}

    /** The addresses in the order in which they are asked. */
    static List<String> servers(Tree tree) {
        return Lines.of(tree, PATH)
                .map(line -> line.split("[ \t]+", -1))
                .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                .map(words -> words[1])
                .toList();
    }

    /** Whether a resolver on this machine is asked. */
    static boolean asksThisMachine(Tree tree) {
        return servers(tree).stream().anyMatch(server -> server.startsWith("127.") || server.equals("::1"));
    }

    /** Whether one of these addresses is asked. */
    static boolean asksAnyOf(Tree tree, String... addresses) {
        return servers(tree).stream().anyMatch(Arrays.asList(addresses)::contains);
    }
}
