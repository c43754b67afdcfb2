package org.kadnode.kernel.core.guard;

import java.util.LinkedHashSet;
import java.util.Set;
import org.kadnode.kernel.core.model.Address;

/** The addresses that the user wants to hear nothing of. When it is full, the oldest entry goes. */
public final class Blocklist {

    private final int most;
    private final Set<Address> addresses = new LinkedHashSet<>();

    /**
     * An empty list.
     *
     * @param most how many addresses it holds
     */
    public Blocklist(int most) {
        this.most = most;
    }

    /**
     * Adds an address.
     *
     * @param address the address
     */
    public void add(Address address) {
        if (addresses.add(address) && addresses.size() > most) {
            addresses.remove(addresses.iterator().next());
        }
    }

    /**
     * Whether an address is listed.
     *
     * @param address the address
     * @return true if it is
     */
    public boolean contains(Address address) {
        return addresses.contains(address);
    }

    /**
     * The list.
     *
     * @return a copy, oldest first
     */
    public Set<Address> view() {
        return new LinkedHashSet<>(addresses);
    }
}
