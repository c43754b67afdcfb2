package org.kadnode.kernel.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {

    /** The examples of RFC 5952, sections 4 and 5. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "2001:db8::2:1",
                "2001:db8:0:1:1:1:1:1",
                "2001:0:0:1::1",
                "2001:db8::1:0:0:1",
                "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
                "0.0.0.0",
                "192.0.2.1",
                "255.255.255.255",
            })
    void thereIsOneTextForAnAddress(String text) throws UnknownHostException {
        assertEquals(text, Address.of(InetAddress.getByName(text)).toString());
    }

    @Property
    void theTextIsReadBackAsTheSameAddress(@ForAll long high, @ForAll long low, @ForAll byte zeros)
            throws UnknownHostException {
        Address address = new Address(high & mask(zeros), low & mask(zeros >> 4));

        assertEquals(address, Address.of(InetAddress.getByName(address.toString())));
    }

    /** Random words have no zero groups: make some. */
    private static long mask(int zeros) {
        long mask = 0;
        for (int group = 0; group < 4; group++) {
            mask |= (zeros >> group & 1) == 0 ? 0xffffL << (16 * group) : 0;
        }
        return mask;
    }
}
