package org.kadnode.setup;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All methods. */
final class Methods {

    /** Whoever stands between the programs and the network comes first. */
    private static final List<Method> ALL = List.of(
            new MacOs(),
            new Windows(),
            new SystemdResolved(),
            new NetworkManager(),
            new Dnsmasq(),
            new Unbound(),
            new NameServiceSwitch());

    private Methods() {}

    /**
     * The method that fits a system.
     *
     * @throws SetupException if none does, or more than one
     */
    static Method inUse(Tree tree) {
        List<Method> inUse = ALL.stream().filter(each -> each.isInUse(tree)).toList();
        if (inUse.isEmpty()) {
            throw new SetupException(
                    "none of the resolvers that are known is in use here; choose one with --with: " + ids(ALL));
        }
        List<Method> servers = inUse.stream().filter(Method::isLocalServer).toList();
        if (inUse.getFirst().isLocalServer() && servers.size() > 1) {
            throw new SetupException("this machine has several name servers; choose one with --with: " + ids(servers));
        }
        return inUse.getFirst();
    }

    /** The method with an id; empty if there is none. */
    static Optional<Method> find(String id) {
        return ALL.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** The ids of all methods, as a list to read. */
    static String ids() {
        return ids(ALL);
    }

    private static String ids(List<Method> methods) {
        return methods.stream().map(Method::id).sorted().collect(Collectors.joining(", "));
    }
}
