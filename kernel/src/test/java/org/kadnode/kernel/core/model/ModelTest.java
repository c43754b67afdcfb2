package org.kadnode.kernel.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kadnode.plugins.Family;

class ModelTest {

    @Property
    void idKeepsItsBytes(@ForAll @Size(20) byte[] bytes) {
        assertArrayEquals(bytes, Id.of(bytes).bytes());
        assertEquals(Id.of(bytes), Id.ofHex(Id.of(bytes).toString()));
    }

    @Property
    void nearerMeansTheSmallerXor(
            @ForAll @Size(20) byte[] target, @ForAll @Size(20) byte[] a, @ForAll @Size(20) byte[] b) {
        int expected = xor(target, a).compareTo(xor(target, b));

        assertEquals(expected, Integer.signum(Id.of(target).compareDistance(Id.of(a), Id.of(b))));
    }

    @Property
    void commonBitsCountThePrefix(@ForAll @Size(20) byte[] a, @ForAll @Size(20) byte[] b) {
        assertEquals(160 - xor(a, b).bitLength(), Id.of(a).commonBits(Id.of(b)));
    }

    @Property
    void drawnIdSharesExactlyThePrefix(
            @ForAll @Size(20) byte[] bytes, @ForAll @IntRange(max = 159) int bits, @ForAll long seed) {
        Id id = Id.of(bytes);
        Id drawn = id.randomAt(bits, new Random(seed));
        Id lowest = id.lowestAt(bits);

        assertEquals(bits, id.commonBits(drawn));
        assertEquals(bits, id.commonBits(lowest));
        assertEquals(-1, Integer.signum(value(lowest).compareTo(value(drawn).add(BigInteger.ONE))));
    }

    @Test
    void restOfADrawnIdIsRandom() {
        Id id = Id.random(new Random(1));
        int differing = 0;
        for (int seed = 0; seed < 200; seed++) {
            differing |= id.randomAt(130, new Random(seed)).low()
                    ^ id.randomAt(130, new Random(seed + 1)).low();
        }

        assertEquals(0xffffffff >>> 3, differing);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1.2.3, true",
        "127.0.0.1, false",
        "10.0.0.1, false",
        "192.168.1.1, false",
        "223.255.255.255, false",
        "224.0.0.1, true",
        "255.255.255.255, true",
        "::, true",
        "::1, false",
        "fe80::1, true",
        "febf::1, true",
        "fec0::1, false",
        "ff02::1, true",
        "2001:db8::1, false",
        "fd00::1, false",
    })
    void martiansAreThoseOfKadNode1(String literal, boolean martian) {
        assertEquals(martian, address(literal).isMartian());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, IPV4, true",
        "127.9.9.9, IPV4, true",
        "126.0.0.1, IPV4, false",
        "::1, IPV6, true",
        "::2, IPV6, false"
    })
    void loopbackIsKnown(String literal, Family family, boolean loopback) {
        assertEquals(loopback, address(literal).isLoopback());
        assertEquals(family, address(literal).family());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 6881, 198.51.100.1, true",
        "192.0.2.1, 0, 198.51.100.1, false",
        "127.0.0.1, 6881, 127.0.0.1, true",
        "127.0.0.1, 6881, 192.0.2.1, false",
        "::1, 6881, ::1, true",
        "::1, 6881, 2001:db8::1, false",
        "224.0.0.1, 6881, 224.0.0.1, false",
    })
    void loopbackIsBelievedFromLoopbackOnly(String literal, int port, String witness, boolean credible) {
        assertEquals(credible, new Endpoint(address(literal), port).isCredible(address(witness)));
    }

    @Property
    void endpointKeepsItsCompactForm(@ForAll @Size(6) byte[] four, @ForAll @Size(18) byte[] six) {
        for (byte[] compact : new byte[][] {four, six}) {
            Family family = compact.length == 6 ? Family.IPV4 : Family.IPV6;
            Endpoint endpoint = Endpoint.read(family, compact, 0);
            byte[] written = new byte[compact.length];
            endpoint.write(written, 0);

            assertArrayEquals(compact, written);
            assertEquals(endpoint, Endpoint.of(endpoint.toSocketAddress()));
        }
    }

    @Test
    void sourceOfIpv6IsItsSubscriber() {
        assertEquals(address("2001:db8:1:2::"), address("2001:db8:1:2:3:4:5:6").source());
        assertEquals(address("192.0.2.7"), address("192.0.2.7").source());
    }

    private static Address address(String literal) {
        try {
            return Address.of(java.net.InetAddress.getByName(literal));
        } catch (java.net.UnknownHostException notALiteral) {
            throw new IllegalArgumentException(notALiteral);
        }
    }

    private static BigInteger xor(byte[] a, byte[] b) {
        return new BigInteger(1, a).xor(new BigInteger(1, b));
    }

    private static BigInteger value(Id id) {
        return new BigInteger(1, id.bytes());
    }
}
