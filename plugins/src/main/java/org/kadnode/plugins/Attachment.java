package org.kadnode.plugins;

import java.net.InetAddress;
import java.net.InterfaceAddress;

/**
 * An address of this machine, and the network behind it.
 *
 * @param own the address
 * @param prefix how many bits all addresses of the network have in common, 0 to 32 or 128 (RFC 4632, section 3.1, and RFC
 *     4291, section 2.3)
 */
public record Attachment(InetAddress own, int prefix) {

    /**
     * An address as the system tells it.
     *
     * @param address one of an interface's
     * @return the attachment
     */
    public static Attachment of(InterfaceAddress address) {
        return new Attachment(address.getAddress(), address.getNetworkPrefixLength());
    }

    /**
     * Whether an address lies in the network.
     *
     * @param address any IPv4 or IPv6 address
     * @return false for one of the other family
     */
    public boolean contains(InetAddress address) {
        byte[] ours = own.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
    }
}
