package org.kadnode.kernel.core.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.kadnode.plugins.Family;

/**
 * An IP address as two words; an IPv4 address has its IPv4-mapped form (RFC 4291, 2.5.5.2). A value
 * without arrays: cheap to compare, to hash and to keep by the thousand.
 *
 * @param high the first 8 bytes of the IPv6 form
 * @param low the last 8 bytes
 */
public record Address(long high, long low) {

    /** 16-bit groups in the text of an IPv6 address. */
    private static final int GROUPS = 8;

    private static final long MAPPED = 0xffffL << 32;

    /**
     * An IPv4 address.
     *
     * @param bits its 32 bits, the first byte being the most significant
     * @return the address
     */
    public static Address v4(int bits) {
        return new Address(0, MAPPED | Integer.toUnsignedLong(bits));
    }

    /**
     * Reads an address as it stands in a packet.
     *
     * @param family how long it is: 4 or 16 bytes
     * @param bytes where it stands
     * @param offset index of its first byte
     * @return the address
     */
    public static Address read(Family family, byte[] bytes, int offset) {
        return family == Family.IPV4
                ? v4(Words.intAt(bytes, offset))
                : new Address(Words.longAt(bytes, offset), Words.longAt(bytes, offset + 8));
    }

    /**
     * Takes an address of the JDK; a scope id is dropped.
     *
     * @param address the address
     * @return the same address
     */
    public static Address of(InetAddress address) {
        return read(Family.of(address), address.getAddress(), 0);
    }

    /**
     * The address of this host as it calls itself.
     *
     * @param family the family
     * @return 127.0.0.1 or ::1
     */
    public static Address loopback(Family family) {
        return family == Family.IPV4 ? v4(0x7f000001) : new Address(0, 1);
    }

    /**
     * The family of the address.
     *
     * @return IPv4 for mapped addresses, else IPv6
     */
    public Family family() {
        return high == 0 && low >>> 32 == 0xffff ? Family.IPV4 : Family.IPV6;
    }

    /**
     * The address for the JDK.
     *
     * @return the same address
     */
    public InetAddress toInetAddress() {
        byte[] bytes = new byte[family().addressLength()];
        write(bytes, 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    /**
     * Writes the address as it stands in a packet: 4 or 16 bytes, by family.
     *
     * @param bytes where to
     * @param offset index of the first byte
     */
    public void write(byte[] bytes, int offset) {
        if (family() == Family.IPV4) {
            Words.putInt(bytes, offset, (int) low);
        } else {
            Words.putLong(bytes, offset, high);
            Words.putLong(bytes, offset + 8, low);
        }
    }

    /**
     * Whether this is 127/8 or ::1.
     *
     * @return true for an address of this host that never leaves it
     */
    public boolean isLoopback() {
        return family() == Family.IPV4 ? (low >>> 24 & 0xff) == 127 : high == 0 && low == 1;
    }

    /**
     * Whether no node of the DHT can have this address: 0/8, 224/3, ff00::/8, fe80::/10, ::. Loopback
     * addresses are not counted, see {@link #isLoopback()}.
     *
     * @return true for an address that must be ignored
     */
    public boolean isMartian() {
        if (family() == Family.IPV4) {
            int first = (int) (low >>> 24) & 0xff;
            return first == 0 || first >= 224;
        }
        return high >>> 56 == 0xff || isLinkLocalIpv6() || (high == 0 && low == 0);
    }

    /**
     * Whether this is an address of a local network, which says nothing in another one: 10/8, 172.16/12, 192.168/16,
     * 169.254/16, fc00::/7, fe80::/10, and those of {@link #isLoopback}.
     *
     * @return true for an address that more than one machine in the world can have
     */
    public boolean isLocal() {
        if (family() == Family.IPV4) {
            int bits = (int) low;
            return isLoopback()
                    || bits >>> 24 == 10
                    || bits >>> 20 == 0xac1
                    || bits >>> 16 == 0xc0a8
                    || bits >>> 16 == 0xa9fe;
        }
        return isLoopback() || high >>> 57 == 0xfc >>> 1 || isLinkLocalIpv6();
    }

    private boolean isLinkLocalIpv6() {
        return high >>> 54 == 0xfe80 >>> 6;
    }

    /**
     * The network to which rates and quotas apply: the address itself for IPv4, its /64 for IPv6,
     * since that is what one subscriber gets.
     *
     * @return the address or prefix
     */
    public Address source() {
        return family() == Family.IPV4 ? this : new Address(high, 0);
    }

    /**
     * The network that counts as one where opinions are counted, since one hand may hold all of it: a /24 of IPv4, a
     * /48 of IPv6.
     *
     * @return the prefix
     */
    public Address network() {
        return family() == Family.IPV4 ? new Address(high, low & ~0xffL) : new Address(high & ~0xffffL, 0);
    }

    /**
     * The form that people read, and the only one of its kind (RFC 5952): lower case, no zeros in front,
     * the longest run of zero groups left out.
     *
     * @return e.g. {@code 192.0.2.1} or {@code 2001:db8::1}
     */
    @Override
    public String toString() {
        if (family() == Family.IPV4) {
            int bits = (int) low;
            return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
        }
        int gap = 0;
        int gapLength = 1;
        for (int begin = 0; begin < GROUPS; begin++) {
            int end = begin;
            while (end < GROUPS && group(end) == 0) {
                end++;
            }
            if (end - begin > gapLength) {
                gap = begin;
                gapLength = end - begin;
            }
        }
        return gapLength == 1 ? groups(0, GROUPS) : groups(0, gap) + "::" + groups(gap + gapLength, GROUPS);
    }

    private int group(int index) {
        int shift = 48 - 16 * (index % 4);
        return (int) ((index < 4 ? high : low) >>> shift) & 0xffff;
    }

    private String groups(int begin, int end) {
        StringBuilder text = new StringBuilder();
        for (int index = begin; index < end; index++) {
            text.append(index == begin ? "" : ":").append(Integer.toHexString(group(index)));
        }
        return text.toString();
    }
}
