package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;

class SecureIdTest {

    /** The vectors of BEP 42: 21 bits count, of the third byte the upper five. */
    @ParameterizedTest
    @CsvSource({
        "124.31.75.21, 5fbfbf, 1",
        "21.75.31.124, 5a3ce9, 86",
        "65.23.51.170, a5d432, 22",
        "84.124.73.14, 1b0321, 65",
        "43.213.53.83, e56f6c, 90"
    })
    void fitsAsPublished(String address, String begin, int end) throws Exception {
        Id id = Id.ofHex(begin + "00".repeat(16) + String.format("%02x", end));

        assertTrue(SecureId.fits(id, address(address)));
        assertTrue(SecureId.fits(new Id(id.high() ^ 7L << 40, id.middle(), id.low()), address(address)));
        for (int bit = 43; bit < 64; bit++) {
            assertFalse(SecureId.fits(new Id(id.high() ^ 1L << bit, id.middle(), id.low()), address(address)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.5.5",
                "169.254.3.4",
                "127.0.0.1",
                "::1",
                "fe80::1",
                "fd77::1",
                "fc00::1"
            })
    void everyIdFitsALocalAddress(String address) throws Exception {
        assertTrue(SecureId.fits(new Id(1, 2, 3), address(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"11.0.0.1", "172.15.0.1", "172.32.0.1", "192.167.0.1", "169.253.0.1", "fe00::1", "2001:db8::1"})
    void notEveryIdFitsAnother(String address) throws Exception {
        assertFalse(SecureId.fits(new Id(1, 2, 3), address(address)));
    }

    /** 8 of 2^21 beginnings fit, whatever the rest. */
    @Property
    void aDrawnIdFitsItsAddressAndHardlyAnother(@ForAll int four, @ForAll long six, @ForAll long seed) {
        Id ofFour = SecureId.of(Address.v4(four), new Random(seed));
        Id ofSix = SecureId.of(new Address(six | Long.MIN_VALUE, 1), new Random(seed));

        assertTrue(SecureId.fits(ofFour, Address.v4(four)));
        assertTrue(SecureId.fits(ofSix, new Address(six | Long.MIN_VALUE, 1)));
        assertEquals(ofFour.middle(), ofSix.middle());
        Assume.that(!Address.v4(four).isLocal());
        Address neighbour = Address.v4(four ^ 0x01000000);
        assertFalse(!neighbour.isLocal() && SecureId.fits(ofFour, neighbour));
    }

    private static Address address(String text) throws Exception {
        return Address.of(InetAddress.getByName(text));
    }
}
