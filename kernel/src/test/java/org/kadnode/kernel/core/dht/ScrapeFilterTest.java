package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;

class ScrapeFilterTest {

    private static final String PUBLISHED = "F6C3F5EAA07FFD91BDE89F777F26FB2BFF37BDB8FB2BBAA2FD3DDDE7BACFFF75EE7CCBAE"
            + "FE5EEDB1FBFAFF67F6ABFF5E43DDBCA3FD9B9FFDF4FFD3E9DFF12D1BDF59DB53DBE9FA5B"
            + "7FF3B8FDFCDE1AFB8BEDD7BE2F3EE71EBBBFE93BCDEEFE148246C2BC5DBFF7E7EFDCF24F"
            + "D8DC7ADFFD8FFFDFDDFFF7A4BBEEDF5CB95CE81FC7FCFF1FF4FFFFDFE5F7FDCBB7FD79B3"
            + "FA1FC77BFE07FFF905B7B7FFC7FEFEFFE0B8370BB0CD3F5B7F2BD93FEB4386CFDD6F7FD5"
            + "BFAF2E9EBFFFFEECD67ADBF7C67F17EFD5D75EBA6FFEBA7FFF47A91EB1BFBB53E8ABFB57"
            + "62ABE8FF237279BFEFBFEEF5FFC5FEBFDFE5ADFFADFEE1FB737FFFFBFD9F6AEFFEEE76B6"
            + "FD8F72EF";

    /** 192.0.2.0 to 192.0.2.255 and 2001:db8:: to 2001:db8::3e7. */
    @Test
    void isThePublishedOneForThePublishedAddresses() {
        ScrapeFilter filter = new ScrapeFilter();
        for (int host = 0; host < 256; host++) {
            filter.add(Address.v4(0xc0000200 | host));
        }
        for (int host = 0; host <= 0x3e7; host++) {
            filter.add(new Address(0x20010db800000000L, host));
        }

        assertEquals(PUBLISHED, HexFormat.of().withUpperCase().formatHex(filter.bytes()));
        assertEquals(1224.9308, estimate(filter.bytes()), 0.0001);
    }

    /** How those estimate who asked. */
    private static double estimate(byte[] filter) {
        double bits = filter.length * 8;
        int zeros = 0;
        for (byte each : filter) {
            zeros += 8 - Integer.bitCount(each & 0xff);
        }
        return Math.log(Math.min(bits - 1, zeros) / bits) / (2 * Math.log(1 - 1 / bits));
    }
}
