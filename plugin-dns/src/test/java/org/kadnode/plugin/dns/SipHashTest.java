package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keyed hash against the vectors of its authors, under the key 00 01 .. 0f. */
class SipHashTest {

    @ParameterizedTest
    @CsvSource({"0, 310e0edd47db6f72", "15, e545be4961ca29a1"})
    void hashesAsItsAuthorsDo(int length, String hash) {
        assertEquals(hash, HexFormat.of().formatHex(new SipHash(counting(SipHash.KEY)).of(counting(length))));
    }

    @Test
    void otherKeysThanOf16BytesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SipHash(counting(15)));
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
