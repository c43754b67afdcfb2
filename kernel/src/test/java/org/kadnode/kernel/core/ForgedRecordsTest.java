package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Content;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.kernel.core.record.Machine;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** A node that is told records by the only node it knows, who lies. */
class ForgedRecordsTest {

    private static final SecretKey KEY = Ed25519.generate(new Random(1));
    private static final SecretKey WRONG = Ed25519.generate(new Random(2));
    private static final Naming NAMING =
            new Naming(".p2p", KeyRing.EMPTY.plus(KeyRing.Entry.of(KeyPattern.ALL, KEY.publicKey())), true);
    private static final Name NAME = NAMING.parse("node1.p2p").orElseThrow();
    private static final Name OTHER = NAMING.parse("node2.p2p").orElseThrow();
    private static final long SECONDS = TestNet.EPOCH / 1000;
    private static final Address REAL = Address.v4(0xc6336401);
    private static final Address FORGED = Address.v4(0xcb007101);

    private Interview interview = new Interview(this::answer);
    private long ticket;
    private String stored = "";

    private Optional<String> answer(Interview.Question question) {
        return question.reply(question.method().equals("get") ? stored : "");
    }

    @Test
    void genuineRecordIsHandedOut() {
        store(item(KEY, NAME, 5, REAL, SECONDS));

        assertEquals(List.of(REAL), resolved());
    }

    @Test
    void recordOfAnotherKeyIsNot() {
        store(item(WRONG, NAME, 5, FORGED, SECONDS));

        assertEquals(List.of(), resolved());
    }

    @Test
    void recordUnderTheNamesKeyThatAnotherKeySignedIsNot() {
        Item.Mutable wrong = item(WRONG, NAME, 5, FORGED, SECONDS);
        store(new Item.Mutable(KEY.publicKey(), wrong.salt(), wrong.seq(), wrong.value(), wrong.signature()));

        assertEquals(List.of(), resolved());
    }

    /** Genuine, but about something else: the signature covers the salt. */
    @Test
    void recordOfAnotherNameOfTheSameOwnerIsNot() {
        store(item(KEY, OTHER, 5, FORGED, SECONDS));

        assertEquals(List.of(), resolved());
    }

    @Test
    void olderRecordThanTheOneThatWasSeenIsNot() {
        store(item(KEY, NAME, 5, REAL, SECONDS));
        assertEquals(List.of(REAL), resolved());
        store(item(KEY, NAME, 4, FORGED, SECONDS));
        interview.run(600_000);

        assertEquals(List.of(REAL), resolved());
    }

    @Test
    void recordOfTheSameNumberWithSmallerBytesIsNot() {
        Item.Mutable one = item(KEY, NAME, 5, REAL, SECONDS);
        Item.Mutable two = item(KEY, NAME, 5, FORGED, SECONDS);
        boolean larger = one.value().compareTo(two.value()) > 0;
        store(larger ? one : two);
        assertEquals(List.of(larger ? REAL : FORGED), resolved());
        store(larger ? two : one);
        interview.run(600_000);

        assertEquals(List.of(larger ? REAL : FORGED), resolved());
    }

    /** Anybody can store an old record again, whoever signed it. It says itself when it was written. */
    @Test
    void recordThatItsMachineHasNotRenewedForHoursIsNot() {
        store(item(KEY, NAME, 5, FORGED, SECONDS - Machine.LIFETIME - 1));

        assertEquals(List.of(), resolved());
    }

    @Property(tries = 300)
    void changedRecordIsNot(
            @ForAll @IntRange(min = 0, max = 10_000) int where, @ForAll @IntRange(min = 1, max = 255) int bits) {
        interview = new Interview(this::answer);
        store(item(KEY, NAME, 5, REAL, SECONDS));
        int at = where % stored.length();
        stored = stored.substring(0, at) + (char) (stored.charAt(at) ^ bits) + stored.substring(at + 1);

        List<Address> resolved = resolved();
        // A change that bencoding does not notice, such as in the name of a key, takes the item away or leaves it
        // alone.
        assertEquals(resolved.isEmpty() ? List.of() : List.of(REAL), resolved);
    }

    @Property(tries = 100)
    void truncatedRecordIsNot(@ForAll @IntRange(min = 0, max = 10_000) int length) {
        interview = new Interview(this::answer);
        store(item(KEY, NAME, 5, REAL, SECONDS));
        stored = stored.substring(0, length % stored.length());

        assertEquals(List.of(), resolved());
    }

    private static Item.Mutable item(SecretKey key, Name name, long seq, Address address, long seenAt) {
        RecordName record = name.record().orElseThrow();
        String origin = record.origin();
        Machine machine = new Machine("ybndrfg8", seenAt, 6881, List.of(address), List.of(), false);
        Opaque value = Content.merged(origin, List.of(), machine, Optional.empty(), seenAt)
                .encode()
                .orElseThrow();
        return Item.Mutable.sign(key, record.record().salt(), seq, value);
    }

    /** Lets the peer have stored an item. */
    private void store(Item.Mutable item) {
        stored = "1:k32:" + Interview.latin(item.key().bytes()) + "3:seqi" + item.seq() + "e3:sig64:"
                + Interview.latin(item.signature().bytes()) + "5:token1:x1:v"
                + Interview.latin(item.value().bytes());
    }

    /** What a request is told within some seconds. */
    private List<Address> resolved() {
        ticket++;
        interview.give(new Input.Resolve(ticket, NAME, Set.of(Family.IPV4)));
        interview.run(20_000);
        interview.give(new Input.Release(ticket));
        List<Output.Found> found = interview.said.stream()
                .filter(Output.Found.class::isInstance)
                .map(Output.Found.class::cast)
                .filter(each -> each.ticket() == ticket)
                .toList();
        assertEquals(true, found.stream().allMatch(each -> each.proof() == Proof.RECORD));
        return found.stream().map(each -> each.address().address()).toList();
    }
}
