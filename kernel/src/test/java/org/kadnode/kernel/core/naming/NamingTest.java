package org.kadnode.kernel.core.naming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Id;

class NamingTest {

    private static final Id PLAIN = Id.ofHex("68c46e84d76d2e7e686e5158bf598909abd4e45b");

    private final Naming naming = new Naming(".p2p");

    @ParameterizedTest
    @ValueSource(strings = {"plain", "plain.p2p", "PLAIN.P2P", "plain.p2p.", "Plain"})
    void plainNameIsTheDigestOfItsLowerCase(String text) {
        assertEquals(Optional.of(Name.plain("plain", PLAIN)), naming.parse(text));
    }

    @Test
    void fortyHexDigitsAreTheIdentifierItself() {
        String hex = "68C46E84D76D2E7E686E5158BF598909ABD4E45B";

        assertEquals(
                Optional.of(Name.plain(hex.toLowerCase(java.util.Locale.ROOT), PLAIN)), naming.parse(hex + ".p2p"));
    }

    @Test
    void domainIsRemovedByWholeLabels() {
        assertEquals("foop2p", naming.parse("foop2p").orElseThrow().text());
        assertEquals("foo.p2p", naming.parse("foo.p2p.p2p").orElseThrow().text());
        assertEquals("a.b", naming.parse("a.b.p2p").orElseThrow().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".p2p", ".p2p.", "a b", "a\tb", "a\nb", "a\0b"})
    void whatIsNoNameIsRefused(String text) {
        assertEquals(Optional.empty(), naming.parse(text));
    }

    @Test
    void lengthIsBounded() {
        assertEquals(
                "a".repeat(255),
                naming.parse("a".repeat(255) + ".p2p").orElseThrow().text());
        assertEquals(Optional.empty(), naming.parse("a".repeat(256) + ".p2p"));
        assertEquals(Optional.empty(), naming.parse("ä".repeat(128)));
    }

    @ParameterizedTest
    @CsvSource({
        "foo.p2p, true",
        "FOO.P2p., true",
        "a.b.p2p, true",
        "foo, false",
        "p2p, false",
        ".p2p, false",
        "foop2p, false",
        "foo.p2p.org, false",
        "example.org, false",
    })
    void coversWhatLiesUnderTheDomain(String name, boolean covered) {
        assertEquals(covered, naming.covers(name));
    }

    @Test
    void domainMayBeGivenWithoutDotAndHaveSeveralLabels() {
        assertEquals(true, new Naming("p2p").covers("foo.p2p"));
        assertEquals(true, new Naming(".node.Home").covers("foo.node.home"));
        assertEquals(
                "foo",
                new Naming("node.home").parse("foo.node.home").orElseThrow().text());
    }
}
