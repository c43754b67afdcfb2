package org.kadnode.plugin.portfwd;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses for tests. */
public final class Net {

    private Net() {}

    /** A literal address, which nobody is asked for. */
    public static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
