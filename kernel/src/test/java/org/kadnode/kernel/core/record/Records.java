package org.kadnode.kernel.core.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Opaque;

/** Short words for tests to write down records. */
final class Records {

    /** The key whose seed is 32 zero bytes. */
    static final String KEY = "8pinxxgqs41n4aididenw5apqp1urfmzdztr8jt4abrkdn435ewo";

    static final long NOW = 1_700_000_000;

    private Records() {}

    static Machine machine(String tag, long seenAt, String... addresses) {
        return new Machine(tag, seenAt, 6881, addresses(addresses), List.of(), false);
    }

    static Machine publisher(String tag, long seenAt, String... addresses) {
        return new Machine(tag, seenAt, 6881, addresses(addresses), List.of(), true);
    }

    static List<Address> addresses(String... texts) {
        return Arrays.stream(texts).map(Records::address).toList();
    }

    static Address address(String text) {
        try {
            return Address.of(InetAddress.getByName(text));
        } catch (UnknownHostException notNumeric) {
            throw new AssertionError(notNumeric);
        }
    }

    static Resource text(String name, String text) {
        return new Resource(name, Resource.TXT, 300, bytes((char) text.length() + text));
    }

    static Resource a(String name, String address) {
        byte[] data = address(address).toInetAddress().getAddress();
        return new Resource(name, data.length == 4 ? Resource.A : Resource.AAAA, 300, Opaque.of(data));
    }

    static Resource cname(String name, String target) {
        return new Resource(
                name,
                Resource.CNAME,
                300,
                Opaque.of(DomainName.parse(target).orElseThrow().wire()));
    }

    static Resource srv(String name, int port, String target) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(new byte[] {0, 5, 0, 5, (byte) (port >>> 8), (byte) port});
        data.writeBytes(DomainName.parse(target).orElseThrow().wire());
        return new Resource(name, Resource.SRV, 300, Opaque.of(data.toByteArray()));
    }

    static Zone zone(String text) {
        try {
            return Zone.parse(text, KEY);
        } catch (ZoneException malformed) {
            throw new AssertionError(malformed);
        }
    }

    static Opaque bytes(String latin1) {
        return Opaque.of(latin1.getBytes(ISO_8859_1));
    }

    /** A packet as the value of an item. */
    static Opaque value(byte[] packet) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes((packet.length + ":").getBytes(ISO_8859_1));
        value.writeBytes(packet);
        return Opaque.of(value.toByteArray());
    }

    /** What another program would publish. */
    static Content foreign(Resource... resources) {
        return Content.decode(KEY, value(Packet.encode(List.of(resources), 996).orElseThrow()))
                .orElseThrow();
    }
}
