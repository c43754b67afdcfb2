package org.kadnode.kernel.core.naming;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;

/** Which record speaks for a name. */
class RecordNameTest {

    /** The key of 32 zero bytes as seed, from the vectors of pkarr. */
    private static final PublicKey KEY = PublicKey.ofHex(
                    "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")
            .orElseThrow();

    private static final String Z = "8pinxxgqs41n4aididenw5apqp1urfmzdztr8jt4abrkdn435ewo";

    private static final Naming NAMING = new Naming(
            ".p2p",
            KeyRing.EMPTY
                    .plus(KeyRing.Entry.of(new KeyPattern("node1", false), KEY))
                    .plus(KeyRing.Entry.of(new KeyPattern(".home", true), KEY)),
            true);

    @ParameterizedTest
    @CsvSource({
        // typed, salt, origin, domain, labels
        Z + ".p2p, '', " + Z + ", " + Z + ".p2p, ''",
        Z + ", '', " + Z + ", " + Z + ", ''",
        "www." + Z + ", '', " + Z + ", " + Z + ", www",
        "a.b." + Z + ".p2p., '', " + Z + ", " + Z + ".p2p, a.b",
        "node1.p2p, node1, node1." + Z + ", node1.p2p, ''",
        "Node1, node1, node1." + Z + ", node1.p2p, ''",
        "www.node1.p2p, node1, node1." + Z + ", node1.p2p, www",
        "tv.home.p2p, tv.home, tv.home." + Z + ", tv.home.p2p, ''",
        "kn-ybndrfg8.tv.home.p2p, tv.home, tv.home." + Z + ", tv.home.p2p, kn-ybndrfg8",
        "kn-ybndrfg8.node1.p2p, node1, node1." + Z + ", node1.p2p, kn-ybndrfg8",
        "a.tv.home.p2p, a.tv.home, a.tv.home." + Z + ", a.tv.home.p2p, ''",
    })
    void nameTellsItsRecordAndItsPart(String typed, String salt, String origin, String domain, String labels) {
        RecordName record = NAMING.parse(typed).flatMap(Name::record).orElseThrow();

        assertEquals(KEY, record.record().key());
        assertEquals(Opaque.of(salt.getBytes(US_ASCII)), record.record().salt());
        assertEquals(origin, record.origin());
        assertEquals(domain, record.domain());
        assertEquals(labels, record.labels());
    }

    @Test
    void targetIsThatOfThePkarrVector() {
        assertEquals(
                "8c30c97e7fd5460ce3b962db4cd75879eecd8abd",
                NAMING.parse(Z)
                        .flatMap(Name::record)
                        .orElseThrow()
                        .record()
                        .target()
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.p2p", "node2", "0000000000000000000000000000000000000000"})
    void plainNamesHaveNone(String typed) {
        assertEquals(Optional.empty(), NAMING.parse(typed).orElseThrow().record());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..home", ".home", "tv\".home", "\u00e4.home"})
    void whatDnsCannotExpressHasAnOwnerButNoRecord(String typed) {
        Name name = NAMING.parse(typed).orElseThrow();

        assertEquals(Optional.of(KEY), name.owner());
        assertEquals(Optional.empty(), name.record());
    }

    @Test
    void longNameHasItsDigestAsSalt() {
        String typed = "x".repeat(60) + ".home";

        assertEquals(
                20,
                NAMING.parse(typed)
                        .flatMap(Name::record)
                        .orElseThrow()
                        .record()
                        .salt()
                        .length());
    }

    @Test
    void keyInBase32IsFoundUnderTheIdentifierOfItsHexDigits() {
        assertEquals(
                NAMING.parse(KEY + ".p2p").orElseThrow().id(),
                NAMING.parse(Z).orElseThrow().id());
        assertEquals(
                NAMING.parse(KEY.toCrockford() + ".p2p").orElseThrow().id(),
                NAMING.parse(Z).orElseThrow().id());
    }

    @Test
    void withoutPkarrAKeyInBase32IsAPlainName() {
        Naming plain = new Naming(".p2p", KeyRing.EMPTY, false);

        assertEquals(Optional.empty(), plain.parse(Z).orElseThrow().owner());
        assertEquals(Optional.of(KEY), plain.parse(KEY.toString()).orElseThrow().owner());
        assertFalse(plain.covers("www." + Z));
        assertTrue(NAMING.covers("www." + Z.toUpperCase(Locale.ROOT) + "."));
        assertFalse(NAMING.covers(Z + ".org"));
    }

    /** Of the last character only one bit is the key's. */
    @Test
    void spellingsAreReadAndWrittenAndNeverMixedUp() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 0xff);
        for (PublicKey key : new PublicKey[] {KEY, PublicKey.of(bytes), PublicKey.of(new byte[32])}) {
            assertEquals(Optional.of(key), PublicKey.parse(key.toZBase32()));
            assertEquals(Optional.of(key), PublicKey.parse(key.toCrockford().toUpperCase(Locale.ROOT)));
            assertEquals(Optional.of(key), PublicKey.parse(key.toString()));
        }
        assertEquals(Z, KEY.toZBase32());
        assertEquals(Optional.empty(), PublicKey.parse(Z.substring(0, 51) + "n"));
        assertEquals(Optional.empty(), PublicKey.parse(Z + "y"));
        assertEquals(Optional.empty(), PublicKey.ofZBase32(KEY.toCrockford()));
        assertEquals(
                "47pjoycnsrfmxikm95jh13y88e8qnhzu5kungjpxyepgt7a8krpy",
                PublicKey.ofHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
                        .orElseThrow()
                        .toZBase32());
    }
}
