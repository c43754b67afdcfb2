package org.kadnode.kernel.core.model;

import java.net.InetSocketAddress;
import org.kadnode.plugins.Family;

/**
 * An IP address and a port.
 *
 * @param address the address
 * @param port 0 to 65535; 0 comes from hostile packets only
 */
public record Endpoint(Address address, int port) {

    /**
     * Reads an endpoint in its compact form (BEP 5, BEP 32): address, then port, big-endian.
     *
     * @param family 6 or 18 bytes
     * @param bytes where it stands
     * @param offset index of its first byte
     * @return the endpoint
     */
    public static Endpoint read(Family family, byte[] bytes, int offset) {
        int end = offset + family.addressLength();
        return new Endpoint(Address.read(family, bytes, offset), (bytes[end] & 0xff) << 8 | (bytes[end + 1] & 0xff));
    }

    /**
     * Takes a socket address of the JDK.
     *
     * @param address a resolved one
     * @return the same endpoint
     */
    public static Endpoint of(InetSocketAddress address) {
        return new Endpoint(Address.of(address.getAddress()), address.getPort());
    }

    /**
     * The length of the compact form.
     *
     * @param family the family
     * @return 6 or 18 bytes
     */
    public static int compactLength(Family family) {
        return family.addressLength() + 2;
    }

    /**
     * The family of the address.
     *
     * @return the family
     */
    public Family family() {
        return address.family();
    }

    /**
     * Writes the compact form.
     *
     * @param bytes where to
     * @param offset index of the first byte
     */
    public void write(byte[] bytes, int offset) {
        address.write(bytes, offset);
        int end = offset + family().addressLength();
        bytes[end] = (byte) (port >>> 8);
        bytes[end + 1] = (byte) port;
    }

    /**
     * The endpoint for the JDK.
     *
     * @return the same endpoint
     */
    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(address.toInetAddress(), port);
    }

    /**
     * Whether a packet can be sent here on the word of somebody else. A loopback address is believed
     * from a loopback address only: on one host a swarm of local nodes works, but nobody on the
     * network can point a node at itself.
     *
     * @param witness the address of whoever named this endpoint; itself, for the sender of a packet
     * @return false for port 0, addresses that no node can have, and far-fetched loopback addresses
     */
    public boolean isCredible(Address witness) {
        return port != 0 && !address.isMartian() && (!address.isLoopback() || witness.isLoopback());
    }

    /**
     * The form that people read.
     *
     * @return e.g. {@code 192.0.2.1:6881} or {@code [2001:db8::1]:6881}
     */
    @Override
    public String toString() {
        return family() == Family.IPV4 ? address + ":" + port : "[" + address + "]:" + port;
    }
}
