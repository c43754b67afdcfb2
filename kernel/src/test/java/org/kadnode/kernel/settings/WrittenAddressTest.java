package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link HostAndPort} and {@link NameAndPort}: what people write for an address or a name. */
class WrittenAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 6881",
        "192.0.2.1:1, 192.0.2.1, 1",
        "router.example:65535, router.example, 65535",
        "router.example, router.example, 6881",
        "[2001:db8::1]:7000, 2001:db8::1, 7000",
        "[::1], ::1, 6881",
        "::1, ::1, 6881",
        "2001:db8::1, 2001:db8::1, 6881",
    })
    void readsPeers(String text, String host, int port) {
        assertEquals(Optional.of(new HostAndPort(host, port)), HostAndPort.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                ":1",
                "a:",
                "a:0",
                "a:65536",
                "a:-1",
                "a:123456",
                "[::1",
                "::1]",
                "[a]:1",
                "[::1]:",
                "[::1]1",
                "a:b:c",
                "1:2:3",
                "[1:2:3]:1",
                ":::"
            })
    void refusesOtherPeers(String text) {
        assertEquals(Optional.empty(), HostAndPort.parse(text));
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll String text) {
        Optional<HostAndPort> read = HostAndPort.parse(text);

        assertEquals(read, read.flatMap(peer -> HostAndPort.parse(peer.toString())));
    }

    @Test
    void findsTheAddressesOfAPeer() throws UnknownHostException {
        byte[] loopback = new byte[16];
        loopback[15] = 1;

        assertEquals(
                List.of(new InetSocketAddress(Inet6Address.getByAddress(loopback), 7)),
                new HostAndPort("::1", 7).addresses());
        assertThrows(UnknownHostException.class, () -> new HostAndPort("1:2:3", 7).addresses());
    }

    @Test
    void readsNames() {
        assertEquals(Optional.of(new NameAndPort("a.p2p", OptionalInt.empty())), NameAndPort.parse("a.p2p"));
        assertEquals(Optional.of(new NameAndPort("a", OptionalInt.of(80))), NameAndPort.parse("a:80"));
        assertEquals(NameAndPort.parse("a"), NameAndPort.parse("a:0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "a:", "a:-1", "a:65536", "a:x", "a:1:2", "a b"})
    void refusesOtherNames(String text) {
        assertEquals(Optional.empty(), NameAndPort.parse(text));
    }
}
