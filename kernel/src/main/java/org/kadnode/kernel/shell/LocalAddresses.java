package org.kadnode.kernel.shell;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.kadnode.plugins.Family;

/** The unicast addresses of this machine at which a node of the DHT can be asked. */
final class LocalAddresses {

    /** Addresses that get a socket of their own. A machine with more answers from the others as it can. */
    static final int MOST = 64;

    private LocalAddresses() {}

    /**
     * The addresses of all interfaces that are up, or of one. Addresses of one link only ({@code
     * fe80::/10}) are left out: no node of the DHT has one.
     *
     * @param families the families to look for
     * @param device the name of the one interface to look at; empty for all
     * @throws IOException if the system does not tell
     */
    static Set<InetAddress> of(Set<Family> families, Optional<String> device) throws IOException {
        Set<InetAddress> found = new LinkedHashSet<>();
        Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
        while (interfaces.hasMoreElements() && found.size() < MOST) {
            NetworkInterface each = interfaces.nextElement();
            if (each.isUp() && (device.isEmpty() || device.get().equals(each.getName()))) {
                each.inetAddresses()
                        .filter(address -> families.contains(Family.of(address)))
                        .filter(address -> !(address instanceof Inet6Address && address.isLinkLocalAddress()))
                        .limit(MOST - found.size())
                        .forEach(found::add);
            }
        }
        return found;
    }
}
