package org.kadnode.plugins;

import java.net.Inet4Address;
import java.net.InetAddress;

/** An address family. Each has its own DHT (BEP 32); a node takes part in one of them or in both. */
public enum Family {
    /** IPv4, 4-byte addresses. */
    IPV4("IPv4", 4),
    /** IPv6, 16-byte addresses. */
    IPV6("IPv6", 16);

    private final String label;
    private final int addressLength;

    Family(String label, int addressLength) {
        this.label = label;
        this.addressLength = addressLength;
    }

    /**
     * The family of an address.
     *
     * @param address any IPv4 or IPv6 address
     * @return its family
     */
    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /**
     * The name that people read.
     *
     * @return {@code IPv4} or {@code IPv6}
     */
    public String label() {
        return label;
    }

    /**
     * The length of an address on the wire.
     *
     * @return 4 or 16 bytes
     */
    public int addressLength() {
        return addressLength;
    }
}
