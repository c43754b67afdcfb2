package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralTest {

    @ParameterizedTest
    @CsvSource({
        "::, [::]:80",
        "::1, [::1]:80",
        "2001:db8::, [2001:db8::]:80",
        "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:80",
        "2001:0:0:1:0:0:0:1, [2001:0:0:1::1]:80",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:80",
        "192.0.2.1, 192.0.2.1:80"
    })
    void addressesAreAsShortAsTheyCanBe(String address, String text) {
        assertEquals(
                text, Literal.text(new InetSocketAddress(Literal.parse(address).orElseThrow(), 80)));
    }
}
