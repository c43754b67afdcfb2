package org.kadnode.kernel.shell;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.plugins.Family;

/** Addresses at which one process talks to itself. */
public final class Loopback {

    private Loopback() {}

    /** The loopback address of a family. */
    public static InetAddress address(Family family) {
        return (family == Family.IPV4 ? Address.v4(0x7f000001) : new Address(0, 1)).toInetAddress();
    }

    /** A port at 127.0.0.1. */
    public static InetSocketAddress v4(int port) {
        return new InetSocketAddress(address(Family.IPV4), port);
    }

    /** A port at ::1. */
    public static InetSocketAddress v6(int port) {
        return new InetSocketAddress(address(Family.IPV6), port);
    }
}
