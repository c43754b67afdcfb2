package org.kadnode.plugins;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;

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

    /**
     * What sockets of the family are opened with. One opened without it may take addresses of IPv4 for IPv6 ones.
     *
     * @return {@code INET} or {@code INET6}
     */
    public ProtocolFamily protocol() {
        return this == IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /**
     * The address at which programs of one machine reach each other. A machine need not have it: IPv6 can be switched off.
     *
     * @return 127.0.0.1 or ::1
     */
    public InetAddress loopback() {
        byte[] address = new byte[addressLength];
        address[0] = (byte) (this == IPV4 ? 127 : 0);
        address[addressLength - 1] = 1;
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + addressLength + " bytes", e);
        }
    }
}
