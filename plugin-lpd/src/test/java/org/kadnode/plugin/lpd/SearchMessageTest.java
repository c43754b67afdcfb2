package org.kadnode.plugin.lpd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as KadNode 1.0 and BEP 14 have them, and what else comes along. */
class SearchMessageTest {

    private static final String ZEROS = "0000000000000000000000000000000000000000";
    private static final String OF_KADNODE_1 = String.join(
            "\r\n",
            "BT-SEARCH * HTTP/1.0",
            "Host: 239.192.152.143:6771",
            "Port: 6999",
            "Infohash: " + ZEROS,
            "",
            "",
            "");
    private static final String OF_BEP_14 = String.join(
            "\r\n",
            "BT-SEARCH * HTTP/1.1",
            "Host: [ff15::efc0:988f]:6771",
            "Port: 51413",
            "Infohash: 0123456789abcdef0123456789abcdef01234567",
            "Infohash: 89ABCDEF0123456789abcdef0123456701234567",
            "cookie: 7a3f",
            "",
            "",
            "");

    @Test
    void withoutACookieItHasTheBytesOfKadNode1() {
        assertArrayEquals(
                OF_KADNODE_1.getBytes(ISO_8859_1),
                new SearchMessage(6999, Optional.empty()).encode(group("239.192.152.143")));
        assertEquals(
                OF_KADNODE_1.replace("239.192.152.143", "[ff15::efc0:988f]"),
                new String(new SearchMessage(6999, Optional.empty()).encode(group("ff15::efc0:988f")), ISO_8859_1));
    }

    @Test
    void theCookieIsOneMoreHeader() {
        assertEquals(
                OF_KADNODE_1.replace(ZEROS + "\r\n", ZEROS + "\r\ncookie: 00ff\r\n"),
                new String(new SearchMessage(6999, Optional.of("00ff")).encode(group("239.192.152.143")), ISO_8859_1));
    }

    @Test
    void thatOfKadNode1IsRead() {
        assertEquals(Optional.of(new SearchMessage(6999, Optional.empty())), parse(OF_KADNODE_1));
    }

    @Test
    void thatOfOtherClientsIsRead() {
        assertEquals(Optional.of(new SearchMessage(51413, Optional.of("7a3f"))), parse(OF_BEP_14));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BT-SEARCH * HTTP/1.1\nPort: 80\n\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 80",
                "bt-search * http/1.1\r\nPORT:80\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nX-More: yes\r\nInfohash: nonsense\r\nport :  80  \r\nHost: x\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 80\r\nPort: 80\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nno header at all\r\nPort: 80\r\n\r\nPort: 81\r\n"
            })
    void anyOrderCaseAndEndOfLineWillDo(String text) {
        assertEquals(Optional.of(80), parse(text).map(SearchMessage::port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "Port: 80\r\n\r\n",
                "GET * HTTP/1.1\r\nPort: 80\r\n\r\n",
                "BT-SEARCH /x HTTP/1.1\r\nPort: 80\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\n\r\nPort: 80\r\n",
                "BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort:\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 0\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 65536\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: -1\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 6881x\r\n\r\n",
                "BT-SEARCH * HTTP/1.1\r\nPort: 80\r\nPort: 81\r\n\r\n",
            })
    void whatNamesNoPortIsNoMessage(String text) {
        assertEquals(Optional.empty(), parse(text));
    }

    @Test
    void whatIsTooLongIsNoMessage() {
        String padded = OF_KADNODE_1.replace("Host:", "Host:" + " ".repeat(SearchMessage.LONGEST));

        assertEquals(Optional.empty(), parse(padded));
    }

    @Test
    void aCookieThatIsTooLongIsNone() {
        SearchMessage read = parse(OF_BEP_14.replace("7a3f", "7".repeat(65))).orElseThrow();

        assertEquals(Optional.empty(), read.cookie());
    }

    @Property(tries = 20_000)
    void anyBytesAreRead(@ForAll @Size(max = 2000) byte[] datagram) {
        SearchMessage.parse(datagram, datagram.length).ifPresent(SearchMessageTest::assertSound);
    }

    @Property(tries = 20_000)
    void damagedMessagesAreRead(
            @ForAll @IntRange(max = 200) int position, @ForAll byte damage, @ForAll @IntRange(max = 201) int cut) {
        byte[] datagram = OF_BEP_14.getBytes(ISO_8859_1);
        datagram[position % datagram.length] = damage;

        SearchMessage.parse(datagram, Math.min(cut, datagram.length)).ifPresent(SearchMessageTest::assertSound);
    }

    @Property
    void whatIsWrittenIsRead(@ForAll @IntRange(min = 1, max = 65535) int port) {
        SearchMessage message = new SearchMessage(port, Optional.of("0123456789abcdef"));

        assertEquals(
                Optional.of(message), parse(new String(message.encode(group("[ff15::efc0:988f]:6771")), ISO_8859_1)));
    }

    private static void assertSound(SearchMessage message) {
        assertEquals(Math.clamp(message.port(), 1, 65535), message.port());
    }

    private static Optional<SearchMessage> parse(String text) {
        byte[] datagram = text.getBytes(ISO_8859_1);
        return SearchMessage.parse(datagram, datagram.length);
    }

    private static Group group(String text) {
        return Group.of(text).orElseThrow();
    }
}
