package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.kadnode.plugins.Family;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/**
 * The name of one of the addresses of a host, for SRV records, whose target must be a name (RFC 2782): {@code
 * ip-192-0-2-1.foo.p2p}, or for IPv6 all eight numbers, {@code ip-2001-db8-0-0-0-0-0-1.foo.p2p}.
 *
 * @param host the name of the host
 * @param address the address, which need not be one of the host's
 */
record AddressLabel(Name host, InetAddress address) {

    private static final String BEGIN = "ip-";
    private static final int DECIMAL = 10;
    private static final int HEXADECIMAL = 16;

    /** The label in front of the host's name; empty if the whole were longer than a name may be. */
    Optional<Name> name() {
        StringBuilder label = new StringBuilder("ip");
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        while (bytes.hasRemaining()) {
            label.append('-')
                    .append(
                            Family.of(address) == Family.IPV4
                                    ? Integer.toString(bytes.get() & 0xff)
                                    : Integer.toHexString(bytes.getShort() & 0xffff));
        }
        try {
            return Optional.of(Name.concatenate(Name.fromString(label.toString()), host));
        } catch (NameTooLongException tooLong) {
            return Optional.empty();
        } catch (TextParseException e) {
            throw new IllegalStateException("not a label: " + label, e);
        }
    }

    /** Reads a name, if it is of this form. */
    static Optional<AddressLabel> in(Name name) {
        byte[] label = name.getLabel(0);
        // The first byte is the label's length.
        String text = new String(label, 1, label.length - 1, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (!text.startsWith(BEGIN) || name.labels() < 2) {
            return Optional.empty();
        }
        return address(text.substring(BEGIN.length()).split("-", -1))
                .map(address -> new AddressLabel(new Name(name, 1), address));
    }

    private static Optional<InetAddress> address(String[] numbers) {
        boolean v4 = numbers.length == Family.IPV4.addressLength();
        if (!v4 && numbers.length != Family.IPV6.addressLength() / Short.BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(v4 ? Family.IPV4.addressLength() : Family.IPV6.addressLength());
        for (String number : numbers) {
            if (!number.matches(v4 ? "0|[1-9][0-9]{0,2}" : "0|[1-9a-f][0-9a-f]{0,3}")) {
                return Optional.empty();
            }
            int value = Integer.parseInt(number, v4 ? DECIMAL : HEXADECIMAL);
            if (v4 && value > 0xff) {
                return Optional.empty();
            }
            if (v4) {
                bytes.put((byte) value);
            } else {
                bytes.putShort((short) value);
            }
        }
        try {
            InetAddress address = InetAddress.getByAddress(bytes.array());
            // One of IPv4 in the clothes of IPv6 (RFC 4291, section 2.5.5.2) has another label already.
            return Optional.of(address).filter(each -> Family.of(each) == (v4 ? Family.IPV4 : Family.IPV6));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.capacity() + " bytes", e);
        }
    }
}
