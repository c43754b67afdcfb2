package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    192.0.2.53                        | 192.0.2.53:53
                    192.0.2.53:5353                   | 192.0.2.53:5353
                    2001:db8::53                      | [2001:db8::53]:53
                    [2001:db8::53]                    | [2001:db8::53]:53
                    [2001:db8::53]:5353               | [2001:db8::53]:5353
                    tls://192.0.2.53                  | tls://192.0.2.53:853
                    tls://192.0.2.53:8853             | tls://192.0.2.53:8853
                    tls://2001:db8::53#dns.example    | tls://[2001:db8::53]:853#dns.example
                    tls://[2001:db8::53]:8853#a-b.c1  | tls://[2001:db8::53]:8853#a-b.c1
                    """)
    void readsWhatPeopleWrite(String text, String meaning) {
        Upstream upstream = Upstream.parse(text);

        assertEquals(meaning, upstream.toString());
        assertEquals(upstream, Upstream.parse(meaning));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dns.example",
                "dns.example:53",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.53:0",
                "192.0.2.53:65536",
                "192.0.2.53:",
                "192.0.2.53:x",
                "192.0.2.53#dns.example",
                "[192.0.2.53]:53",
                "[2001:db8::53",
                "2001:db8::xyz",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "ff02::1",
                "fe80::1%nosuchinterface",
                " 192.0.2.53",
                "tls://",
                "tls://dns.example",
                "tls://192.0.2.53#",
                "tls://192.0.2.53#-x",
                "tls://192.0.2.53#a..b",
                "tls://192.0.2.53#a b",
                "https://192.0.2.53"
            })
    void refusesTheRestWithWordsThatFollowTheText(String text) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Upstream.parse(text))
                .getMessage());

        assertTrue(message.startsWith("is not ") || message.startsWith("has no "), message);
    }

    @Test
    void refusesANameThatIsTooLong() {
        String name = "a".repeat(63) + ".";
        assertEquals(
                Optional.of(name.repeat(3) + "b"),
                Upstream.parse("tls://192.0.2.53#" + name.repeat(3) + "b").authName());

        assertThrows(IllegalArgumentException.class, () -> Upstream.parse("tls://192.0.2.53#" + name.repeat(4)));
        assertThrows(IllegalArgumentException.class, () -> Upstream.parse("tls://192.0.2.53#" + "a".repeat(64)));
    }

    @Test
    void keepsTheScopeButNotInWhatACertificateTells() throws Exception {
        String name = NetworkInterface.getNetworkInterfaces().nextElement().getName();

        Upstream upstream = Upstream.parse("tls://[fe80::1%" + name + "]:853");

        assertEquals("tls://[fe80::1%" + name + "]:853", upstream.toString());
        assertEquals("fe80:0:0:0:0:0:0:1", upstream.certified());
        assertEquals(
                "dns.example", Upstream.parse("tls://192.0.2.53#dns.example").certified());
    }
}
