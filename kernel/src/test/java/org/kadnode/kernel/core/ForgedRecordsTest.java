package org.kadnode.kernel.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
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

    private static final Endpoint PEER = TestNet.endpoint("192.0.2.7:6881");
    private static final String PEER_ID = "abcdefghij0123456789";
    private static final Pattern QUERY =
            Pattern.compile("1:q\\d+:(ping|find_node|get_peers|get)1:t4:(.{4})", Pattern.DOTALL);
    private static final SecretKey KEY = Ed25519.generate(new Random(1));
    private static final SecretKey WRONG = Ed25519.generate(new Random(2));
    private static final Naming NAMING =
            new Naming(".p2p", KeyRing.EMPTY.plus(KeyRing.Entry.of(KeyPattern.ALL, KEY.publicKey())), true);
    private static final Name NAME = NAMING.parse("node1.p2p").orElseThrow();
    private static final Name OTHER = NAMING.parse("node2.p2p").orElseThrow();
    private static final long SECONDS = TestNet.EPOCH / 1000;
    private static final Address REAL = Address.v4(0xc6336401);
    private static final Address FORGED = Address.v4(0xcb007101);

    private final List<Output> said = new ArrayList<>();
    private final List<String> queries = new ArrayList<>();
    private Node node;
    private long now;
    private long wakeAt;
    private long ticket;
    private String stored;

    @BeforeEach
    void meetTheLiar() {
        now = 0;
        stored = "";
        ticket = 0;
        said.clear();
        queries.clear();
        node = new Node(
                new NodeConfig(
                        Id.of("SELFSELFSELFSELFSELF".getBytes(ISO_8859_1)),
                        Set.of(Family.IPV4),
                        6881,
                        true,
                        Limits.DEFAULT),
                new Random(3));
        give(new Input.TimeOfDay(TestNet.EPOCH));
        give(new Input.Meet(PEER));
        run(30_000);
    }

    @Test
    void genuineRecordIsHandedOut() {
        answer(item(KEY, NAME, 5, REAL, SECONDS));

        assertEquals(List.of(REAL), resolved());
    }

    @Test
    void recordOfAnotherKeyIsNot() {
        answer(item(WRONG, NAME, 5, FORGED, SECONDS));

        assertEquals(List.of(), resolved());
    }

    @Test
    void recordUnderTheNamesKeyThatAnotherKeySignedIsNot() {
        Item.Mutable wrong = item(WRONG, NAME, 5, FORGED, SECONDS);
        answer(new Item.Mutable(KEY.publicKey(), wrong.salt(), wrong.seq(), wrong.value(), wrong.signature()));

        assertEquals(List.of(), resolved());
    }

    /** Genuine, but about something else: the signature covers the salt. */
    @Test
    void recordOfAnotherNameOfTheSameOwnerIsNot() {
        answer(item(KEY, OTHER, 5, FORGED, SECONDS));

        assertEquals(List.of(), resolved());
    }

    @Test
    void olderRecordThanTheOneThatWasSeenIsNot() {
        answer(item(KEY, NAME, 5, REAL, SECONDS));
        assertEquals(List.of(REAL), resolved());
        answer(item(KEY, NAME, 4, FORGED, SECONDS));
        run(600_000);

        assertEquals(List.of(REAL), resolved());
    }

    @Test
    void recordOfTheSameNumberWithSmallerBytesIsNot() {
        Item.Mutable one = item(KEY, NAME, 5, REAL, SECONDS);
        Item.Mutable two = item(KEY, NAME, 5, FORGED, SECONDS);
        boolean larger = one.value().compareTo(two.value()) > 0;
        answer(larger ? one : two);
        assertEquals(List.of(larger ? REAL : FORGED), resolved());
        answer(larger ? two : one);
        run(600_000);

        assertEquals(List.of(larger ? REAL : FORGED), resolved());
    }

    /** Anybody can store an old record again, whoever signed it. It says itself when it was written. */
    @Test
    void recordThatItsMachineHasNotRenewedForHoursIsNot() {
        answer(item(KEY, NAME, 5, FORGED, SECONDS - Machine.LIFETIME - 1));

        assertEquals(List.of(), resolved());
    }

    @Property(tries = 300)
    void changedRecordIsNot(
            @ForAll @IntRange(min = 0, max = 10_000) int where, @ForAll @IntRange(min = 1, max = 255) int bits) {
        meetTheLiar();
        answer(item(KEY, NAME, 5, REAL, SECONDS));
        int at = where % stored.length();
        stored = stored.substring(0, at) + (char) (stored.charAt(at) ^ bits) + stored.substring(at + 1);

        List<Address> resolved = resolved();
        // A change that bencoding does not notice, such as in the name of a key, takes the item away or leaves it
        // alone.
        assertEquals(resolved.isEmpty() ? List.of() : List.of(REAL), resolved);
    }

    @Property(tries = 100)
    void truncatedRecordIsNot(@ForAll @IntRange(min = 0, max = 10_000) int length) {
        meetTheLiar();
        answer(item(KEY, NAME, 5, REAL, SECONDS));
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
    private void answer(Item.Mutable item) {
        stored = "1:k32:" + latin(item.key().bytes()) + "3:seqi" + item.seq() + "e3:sig64:"
                + latin(item.signature().bytes()) + "5:token1:x1:v"
                + latin(item.value().bytes());
    }

    /** What a request is told within some seconds. */
    private List<Address> resolved() {
        ticket++;
        give(new Input.Resolve(ticket, NAME, Set.of(Family.IPV4)));
        run(20_000);
        give(new Input.Release(ticket));
        List<Output.Found> found = said.stream()
                .filter(Output.Found.class::isInstance)
                .map(Output.Found.class::cast)
                .filter(each -> each.ticket() == ticket)
                .toList();
        assertEquals(true, found.stream().allMatch(each -> each.proof() == Proof.RECORD));
        return found.stream().map(each -> each.address().address()).toList();
    }

    private void run(long millis) {
        long end = now + millis;
        while (true) {
            while (!queries.isEmpty()) {
                reply(queries.removeFirst());
            }
            if (wakeAt > end) {
                now = end;
                return;
            }
            now = Math.max(now, wakeAt);
            give(new Input.Wake());
        }
    }

    private void reply(String query) {
        Matcher matcher = QUERY.matcher(query);
        if (matcher.find()) {
            String more = matcher.group(1).equals("get") ? stored : "";
            String packet = "d1:rd2:id20:" + PEER_ID + more + "e1:t4:" + matcher.group(2) + "1:y1:re";
            give(new Input.Datagram(0, PEER, ByteBuffer.wrap(packet.getBytes(ISO_8859_1))));
        }
    }

    private void give(Input input) {
        wakeAt = node.handle(now, input, output -> {
            if (output instanceof Output.Send send) {
                byte[] bytes = new byte[send.payload().remaining()];
                send.payload().get(bytes);
                queries.add(latin(bytes));
            } else {
                said.add(output);
            }
        });
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
