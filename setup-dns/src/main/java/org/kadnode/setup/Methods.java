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
                    "none of the resolvers that are known is in use here; choose one with --with: " + ids());
        }
        if (inUse.size() > 1 && inUse.get(0) instanceof Dnsmasq && inUse.get(1) instanceof Unbound) {
            throw new SetupException("dnsmasq and unbound are both here; choose one with --with");
        }
        return inUse.getFirst();
    }

    /**
     * The method with an id.
     *
     * @throws SetupException if there is none
     */
    static Method named(String id) {
        return find(id).orElseThrow(
                        () -> new SetupException("--with: unknown method '" + id + "'; there are " + ids()));
    }

    /** The method with an id; empty if there is none. */
    static Optional<Method> find(String id) {
        return ALL.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    private static String ids() {
        return ALL.stream().map(Method::id).sorted().collect(Collectors.joining(", "));
    }
}
