package org.kadnode.plugin.portfwd.upnp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text makes the parser read a file, ask a host, fill the memory, or throw anything unforeseen. */
class XmlTest {

    @TempDir
    private Path folder;

    @Test
    void documentsAreRead() throws Exception {
        assertEquals(
                "text <&",
                Xml.parse("\r\n <?xml version=\"1.0\"?>\n<a><b>text &lt;&amp;</b></a>\n")
                        .getDocumentElement()
                        .getTextContent()
                        .strip());
    }

    @Test
    void filesAreNotReadForAnEntity() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");

        assertRefused("<!DOCTYPE a [<!ENTITY b SYSTEM \"" + secret.toUri() + "\">]><a>&b;</a>");
        assertRefused("<!DOCTYPE a SYSTEM \"" + secret.toUri() + "\"><a/>");
        assertEquals(
                "",
                Xml.parse("<a xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include parse=\"text\" href=\""
                                + secret.toUri() + "\"/></a>")
                        .getDocumentElement()
                        .getTextContent());
    }

    @Test
    void hostsAreNotAskedForAnEntity() throws Exception {
        try (FakeRouter other = new FakeRouter((request, out) -> FakeRouter.answer(out, 200, "<!ENTITY b \"c\">"))) {
            assertRefused("<!DOCTYPE a SYSTEM \"" + other.uri("/a.dtd") + "\"><a/>");
            assertRefused("<!DOCTYPE a [<!ENTITY % b SYSTEM \"" + other.uri("/b.dtd") + "\">%b;]><a/>");
            assertRefused("<!DOCTYPE a [<!ENTITY b SYSTEM \"" + other.uri("/b.txt") + "\">]><a>&b;</a>");

            Xml.parse("<a xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\""
                    + other.uri("/a.xsd") + "\"/>");
            assertEquals(0, other.requests().size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a b=\"1\" b=\"2\"/>",
                "<a>&nbsp;</a>",
                "<a>&#0;</a>",
                "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>",
                "<x:a/>"
            })
    void whatIsNoDocumentIsRefused(String text) {
        assertRefused(text);
    }

    @Test
    void whatIsDeeperThanAnyDescriptionIsRefused() {
        int levels = 60;

        assertRefused("<a>".repeat(levels) + "</a>".repeat(levels));
    }

    @Property(tries = 3_000)
    void anyTextIsRead(@ForAll @StringLength(max = 60) @CharRange(from = ' ', to = '~') String text) {
        read(text);
        read("<a>" + text + "</a>");
        read("<a " + text + "/>");
        read("<!DOCTYPE a [" + text + "]><a>&b;</a>");
    }

    private static void read(String text) {
        try {
            Xml.parse(text);
        } catch (IgdException e) {
            assertEquals(IgdException.NO_ANSWER, e.code());
        }
    }

    private static void assertRefused(String text) {
        assertEquals(
                "answers make no sense",
                assertThrows(IgdException.class, () -> Xml.parse(text)).getMessage());
    }
}
