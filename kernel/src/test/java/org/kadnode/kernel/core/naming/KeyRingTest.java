package org.kadnode.kernel.core.naming;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.RecordKey;
import org.kadnode.kernel.core.model.SecretKey;

class KeyRingTest {

    private static final String PUBLIC = "4567127662d264405b32502ba585cc1ab26d0d4f4edecd88bbfc5ba3839fbbf1";
    private static final SecretKey SECRET = SecretKey.ofHex(
                    "ed7fc3cfd45e221e5753cfabf31298415ffd39434127be8704027cdd7c49cc37" + PUBLIC)
            .orElseThrow();
    private static final String Z_BASE_32 = SECRET.publicKey().toZBase32();
    private static final PublicKey OTHER = PublicKey.of(new byte[32]);
    private static final Naming NAMING = new Naming(".p2p");

    @ParameterizedTest
    @CsvSource({
        "node1.p2p, node1, true", "NODE1.P2P, node1, true", "node1.p2p, node2, false", "*.p2p, anything, true",
        "*, anything, true", "*.home.p2p, a.home, true", "*.home.p2p, home, false", "*home, myhome, true",
    })
    void patternsAreThoseOfKadNode1(String text, String name, boolean matches) {
        assertEquals(matches, pattern(text).matches(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "*a*", "**", "", ".p2p", "a b"})
    void whatIsNoPatternIsRefused(String text) {
        assertEquals(Optional.empty(), NAMING.parsePattern(text));
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "*, a, true",
        "*.a, a, false",
        "*.a, x.a, true",
        "*a, *.a, true",
        "*.a, *.b, false",
        "*, *.a, true",
        "*.a, *.a, true",
    })
    void patternsOverlapIfANameCouldMatchBoth(String one, String other, boolean overlap) {
        assertEquals(overlap, pattern(one).overlaps(pattern(other)));
        assertEquals(overlap, pattern(other).overlaps(pattern(one)));
    }

    @Test
    void keyedNameHasTheIdentifierOfKadNode1() {
        KeyRing ring = KeyRing.EMPTY.plus(KeyRing.Entry.of(pattern("node1.p2p"), SECRET));
        Naming naming = new Naming(".p2p", ring, true);

        assertEquals(
                Optional.of(new Name(
                        "node1",
                        Id.ofHex("33b45523ad2a023a3f985d1925ad74e34804d872"),
                        Optional.of(SECRET.publicKey()),
                        Optional.of(SECRET),
                        Optional.of(new RecordName(
                                new RecordKey(SECRET.publicKey(), Opaque.of("node1".getBytes(US_ASCII))),
                                "node1." + Z_BASE_32,
                                "node1.p2p",
                                "")))),
                naming.parse("Node1.p2p"));
        assertEquals(Optional.empty(), naming.parse("node2.p2p").orElseThrow().owner());
    }

    @Test
    void keysThemselvesAreNamesAndTheSecretIsNotInTheText() {
        Id id = Id.ofHex("8b3423cf374174758990c4cf36551f0a713d985d");
        Optional<PublicKey> owner = Optional.of(SECRET.publicKey());

        Optional<RecordName> record = Optional.of(
                new RecordName(new RecordKey(SECRET.publicKey(), Opaque.NONE), Z_BASE_32, Z_BASE_32 + ".p2p", ""));

        assertEquals(Optional.of(new Name(PUBLIC, id, owner, Optional.empty(), record)), NAMING.parse(PUBLIC + ".p2p"));
        assertEquals(
                Optional.of(new Name(PUBLIC, id, owner, Optional.of(SECRET), record)),
                NAMING.parse(SECRET.secretHex() + ".p2p"));
    }

    @Test
    void patternGoesBeforeARawIdentifier() {
        String raw = "68c46e84d76d2e7e686e5158bf598909abd4e45b";
        Naming naming = new Naming(".p2p", KeyRing.EMPTY.plus(KeyRing.Entry.of(KeyPattern.ALL, SECRET)), true);

        assertEquals(
                Optional.of(SECRET.publicKey()), naming.parse(raw).orElseThrow().owner());
        assertEquals(Id.ofHex(raw), NAMING.parse(raw).orElseThrow().id());
    }

    @Test
    void conflictNamesTheKeyThatIsThere() {
        KeyRing.Entry all = KeyRing.Entry.of(KeyPattern.ALL, SECRET);
        KeyRing ring = KeyRing.EMPTY.plus(all);
        KeyRing.Entry foreign = KeyRing.Entry.of(pattern("x"), OTHER);

        assertEquals(Optional.of(all), ring.conflict(foreign));
        assertThrows(IllegalArgumentException.class, () -> ring.plus(foreign));
        assertEquals(Optional.of(all), ring.conflict(KeyRing.Entry.of(pattern("x"), SECRET)));
    }

    @Test
    void sameKeyForTheSameNamesIsKeptOnceWithItsSecret() {
        KeyRing ring = KeyRing.EMPTY
                .plus(KeyRing.Entry.of(KeyPattern.ALL, SECRET.publicKey()))
                .plus(KeyRing.Entry.of(KeyPattern.ALL, SECRET))
                .plus(KeyRing.Entry.of(KeyPattern.ALL, SECRET.publicKey()));

        assertEquals(1, ring.entries().size());
        assertEquals(Optional.of(SECRET), ring.entries().get(0).secretKey());
    }

    private static KeyPattern pattern(String text) {
        return NAMING.parsePattern(text).orElseThrow();
    }
}
