package org.kadnode.kernel.core.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.core.record.Records.KEY;
import static org.kadnode.kernel.core.record.Records.NOW;
import static org.kadnode.kernel.core.record.Records.a;
import static org.kadnode.kernel.core.record.Records.foreign;
import static org.kadnode.kernel.core.record.Records.machine;
import static org.kadnode.kernel.core.record.Records.publisher;
import static org.kadnode.kernel.core.record.Records.text;
import static org.kadnode.kernel.core.record.Records.zone;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;

/** How machines that share a record keep each other in it. */
class MergeTest {

    private static final Machine OURS = machine("ybndrfg8", NOW, "192.0.2.1");
    private static final Machine OTHER = machine("8ejkmcpq", NOW - 60, "192.0.2.2");

    @Test
    void everyFreshMachineStays() {
        Content merged = merged(List.of(version(OTHER), version(machine("zzzzzzzz", NOW - 60, "192.0.2.3"))), OURS);

        assertEquals(
                List.of("192.0.2.1", "192.0.2.2", "192.0.2.3"),
                merged.addresses(KEY, NOW).stream()
                        .map(endpoint -> endpoint.address().toString())
                        .sorted()
                        .toList());
    }

    @Test
    void staleMachinesGo() {
        Machine stale = machine("8ejkmcpq", NOW - Machine.LIFETIME - 1, "192.0.2.2");
        Machine barelyFresh = machine("zzzzzzzz", NOW - Machine.LIFETIME, "192.0.2.3");

        assertEquals(
                List.of(OURS, barelyFresh),
                merged(List.of(version(stale, barelyFresh)), OURS).machines());
    }

    @Test
    void ourOldEntryIsReplacedWhateverItsTime() {
        Machine old = machine("ybndrfg8", NOW + 500, "192.0.2.77");

        assertEquals(List.of(OURS), merged(List.of(version(old)), OURS).machines());
    }

    @Test
    void aMachineThatRestartedIsThereOnce() {
        Machine before = machine("8ejkmcpq", NOW - 60, "192.0.2.1");

        assertEquals(List.of(OURS), merged(List.of(version(before)), OURS).machines());
        assertEquals(
                List.of(OURS),
                Content.kept(KEY, List.of(version(before), version(OURS)), NOW).machines());
    }

    @Test
    void aNeighbourBehindTheSameAddressStays() {
        Machine ours = machine("ybndrfg8", NOW, "192.0.2.1", "2001:db8::1");
        List<Machine> neighbours = List.of(
                machine("8ejkmcpq", NOW - 60, "192.0.2.1", "2001:db8::2"),
                new Machine("zzzzzzzz", NOW - 60, 6882, Records.addresses("192.0.2.1"), List.of(), false),
                new Machine("iiiiiiii", NOW - 60, 6881, Records.addresses("192.0.2.1"), List.of(22), false),
                publisher("uuuuuuuu", NOW - 60, "192.0.2.1"));

        for (Machine neighbour : neighbours) {
            assertTrue(merged(List.of(version(neighbour)), ours).machines().contains(neighbour), neighbour.toString());
        }
    }

    @Test
    void aMachineThatLeftIsNotBroughtBackByAnOldVersion() {
        Machine left = new Machine("8ejkmcpq", NOW - 10, 6881, List.of(), List.of(22), false);
        assertTrue(left.gone());

        Content merged = merged(List.of(version(left), version(OTHER)), OURS);

        assertEquals(List.of(left, OURS), merged.machines());
        assertEquals(1, merged.addresses(KEY, NOW).size());
        assertEquals(List.of(), merged.resources("8ejkmcpq." + KEY, NOW));
        assertEquals(merged, Content.decode(KEY, merged.encode().orElseThrow()).orElseThrow());
        assertEquals(
                List.of(OURS),
                merged(List.of(merged), machine("ybndrfg8", NOW, "192.0.2.1"), NOW - 10 + Machine.LIFETIME + 1)
                        .machines());
    }

    @Test
    void leavingOutweighsBeingThereAtTheSameSecond() {
        Machine left = new Machine(OTHER.tag(), OTHER.seenAt(), 6881, List.of(), List.of(), false);

        assertEquals(
                List.of(left),
                Content.kept(KEY, List.of(version(OTHER), version(left)), NOW).machines());
    }

    @Test
    void ourZoneTakesThePlaceOfAllOthers() {
        Content other = Content.merged(KEY, List.of(), OTHER, Optional.of(zone("www TXT other")), NOW);

        Content merged = Content.merged(KEY, List.of(other), OURS, Optional.of(zone("www TXT ours")), NOW);

        assertEquals(List.of(text("www." + KEY, "ours")), merged.zone());
        assertTrue(merged.machines().stream().allMatch(Machine::zone));
    }

    @Test
    void theZoneOfAFreshMachineStaysAndThatOfAStaleOneGoes() {
        Content other = Content.merged(KEY, List.of(), OTHER, Optional.of(zone("www TXT other")), NOW);

        assertEquals(
                List.of(text("www." + KEY, "other")),
                merged(List.of(other), OURS).zone());
        long later = OTHER.seenAt() + Machine.LIFETIME + 1;
        assertEquals(
                List.of(),
                merged(List.of(other), machine("ybndrfg8", later, "192.0.2.1"), later)
                        .zone());
    }

    @Test
    void ofTwoVersionsOfAZoneTheOnePublishedLastStaysThoughTheRecordIsOlder() {
        Content lagging = Content.of(
                KEY, List.of(publisher("8ejkmcpq", NOW - 60, "192.0.2.2"), OURS), List.of(text("www." + KEY, "old")));
        Content updated = Content.of(
                KEY, List.of(publisher("8ejkmcpq", NOW - 5, "192.0.2.2")), List.of(text("www." + KEY, "new")));

        assertEquals(
                List.of(text("www." + KEY, "new")),
                merged(List.of(lagging, updated), OURS).zone());
        assertEquals(
                List.of(text("www." + KEY, "new")),
                merged(List.of(updated, lagging), OURS).zone());
    }

    @Test
    void theZoneGoesWithTheMachineThatTookItBack() {
        Content before = Content.merged(KEY, List.of(), OURS, Optional.of(zone("www TXT ours")), NOW);

        assertEquals(List.of(), merged(List.of(before), OURS).zone());
    }

    @Test
    void whatAnotherProgramPublishedStays() {
        Content theirs = foreign(text("www." + KEY, "theirs"), a(KEY, "192.0.2.50"));

        Content merged = merged(List.of(theirs), OURS);
        Content again = merged(List.of(version(OTHER), merged), OURS);

        assertEquals(theirs.zone(), merged.zone());
        assertEquals(theirs.zone(), again.zone());
        assertEquals(1, again.resources("www." + KEY, NOW).size());
    }

    @Test
    void placeHoldersStandForTheAddressesOfAllFreshMachines() {
        Content merged = Content.merged(
                KEY,
                List.of(version(OTHER, machine("zzzzzzzz", NOW - Machine.LIFETIME - 1, "192.0.2.3"))),
                OURS,
                Optional.of(zone("www A {ipv4}\nwww AAAA {ipv6}")),
                NOW);

        assertEquals(List.of(a("www." + KEY, "192.0.2.1"), a("www." + KEY, "192.0.2.2")), merged.zone());
    }

    @Test
    void machinesWithOneZoneFileWriteTheSameBytes() {
        Optional<Zone> zone = Optional.of(zone("www A {ipv4}\nwww A 192.0.2.200\n_x TXT b a\n_x TXT a"));
        Content first = Content.merged(KEY, List.of(version(OTHER)), OURS, zone, NOW);
        Content second = Content.merged(KEY, List.of(first), machine("8ejkmcpq", NOW - 60, "192.0.2.2"), zone, NOW);
        Content third = Content.merged(KEY, List.of(second, first), OURS, zone, NOW);

        assertEquals(second.encode(), third.encode());
    }

    @Property
    void theOrderOfVersionsDoesNotMatter(@ForAll("versions") List<Content> versions, @ForAll long seed) {
        List<Content> shuffled = new ArrayList<>(versions);
        Collections.shuffle(shuffled, new Random(seed));

        assertEquals(
                Content.kept(KEY, versions, NOW).machines(),
                Content.kept(KEY, shuffled, NOW).machines());
    }

    @Property
    void mergingAgainChangesNothing(@ForAll("versions") List<Content> versions) {
        Content once = merged(versions, OURS);
        List<Content> more = new ArrayList<>(versions);
        more.addFirst(once);

        assertEquals(once, merged(List.of(once), OURS));
        assertEquals(once, merged(more, OURS));
    }

    @Property
    void noFreshMachineIsLostUnlessALaterOneSaysAllItSays(@ForAll("versions") List<Content> versions) {
        Content merged = merged(versions, OURS);

        List<Machine> all = versions.stream()
                .flatMap(version -> version.machines().stream())
                .toList();
        for (Machine machine : all) {
            boolean covered = all.stream().anyMatch(other -> !other.equals(machine) && isLaterOne(other, machine))
                    || merged.machines().stream().anyMatch(kept -> kept.equals(machine) || saysAllOf(kept, machine));
            assertTrue(covered || !machine.isFresh(NOW), machine + " is not in " + merged);
        }
    }

    private static boolean isLaterOne(Machine other, Machine machine) {
        return other.tag().equals(machine.tag()) && other.seenAt() >= machine.seenAt();
    }

    private static boolean saysAllOf(Machine kept, Machine machine) {
        return kept.port() == machine.port()
                && kept.addresses().containsAll(machine.addresses())
                && kept.services().containsAll(machine.services())
                && (kept.zone() || !machine.zone());
    }

    @Property
    void whatIsWrittenIsReadAsItWas(@ForAll("versions") List<Content> versions) {
        Content merged = Content.kept(KEY, versions, NOW);

        merged.encode().ifPresent(value -> assertEquals(Optional.of(merged), Content.decode(KEY, value)));
    }

    @Provide
    Arbitrary<List<Content>> versions() {
        return Combinators.combine(
                        machines().list().uniqueElements(Machine::tag).ofMaxSize(4), zones())
                .as((machines, zone) -> Content.of(KEY, machines, zone))
                .list()
                .ofMaxSize(4);
    }

    private static Arbitrary<Machine> machines() {
        Arbitrary<List<Address>> addresses = Arbitraries.of(
                        "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2")
                .map(Records::address)
                .list()
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.of("8ejkmcpq", "yyyyyyyy", "zzzzzzzz", "iiiiiiii", "uuuuuuuu"),
                        Arbitraries.longs().between(NOW - Machine.LIFETIME - 3, NOW + 3),
                        Arbitraries.of(6881, 6882),
                        addresses,
                        Arbitraries.of(22, 80, 8080).list().ofMaxSize(2),
                        Arbitraries.of(true, false))
                .as(Machine::new);
    }

    private static Arbitrary<List<Resource>> zones() {
        return Arbitraries.of(
                        text("www." + KEY, "one"),
                        text("www." + KEY, "two"),
                        a(KEY, "192.0.2.1"),
                        a("8ejkmcpq." + KEY, "192.0.2.9"),
                        Records.cname(KEY, "example.org"),
                        Records.srv(KEY, 80, "www." + KEY),
                        text("yyyyyyyy." + KEY, "kadnode=1 t=1700000000 port=1"))
                .list()
                .ofMaxSize(4);
    }

    private static Content version(Machine... machines) {
        return Content.of(KEY, List.of(machines), List.of());
    }

    private static Content merged(List<Content> versions, Machine ours) {
        return merged(versions, ours, NOW);
    }

    private static Content merged(List<Content> versions, Machine ours, long now) {
        return Content.merged(KEY, versions, ours, Optional.empty(), now);
    }
}
