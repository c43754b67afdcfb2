package org.kadnode.plugin.portfwd;

import java.net.InetAddress;
import org.kadnode.plugins.Family;

/**
 * The router that leads out of the network.
 *
 * @param address where it is asked, perhaps one with a scope
 * @param own the address of this machine to which it is to forward, of the same family
 */
record Gateway(InetAddress address, InetAddress own) {

    Family family() {
        return Family.of(own);
    }

    /** As people read it: the address, without the scope that only this machine knows. */
    @Override
    public String toString() {
        return address.getHostAddress().replaceFirst("%.*", "");
    }
}
