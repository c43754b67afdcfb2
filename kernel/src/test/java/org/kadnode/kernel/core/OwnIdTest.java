package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.HandedOut;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** A node's own id: drawn at the start, another one when others tell at which address they see the node (BEP 42). */
class OwnIdTest {

    private final TestNet net = new TestNet();

    @Test
    void fitsTheAddressOnceThreeNetworksTellIt() {
        Host node = net.add(9, "124.31.75.21:6881");
        Id before = node.node.config().id();
        for (int i = 1; i <= 2; i++) {
            node.meets(net.add(i, "203.0." + i + ".1:6881"));
        }
        net.run(5000);
        assertEquals(before, id(node));

        node.meets(net.add(3, "203.0.3.1:6881"));
        net.run(5000);

        int last = id(node).bytes()[19] & 7;
        // The first 20 bits of the checksum for each choice, of which BEP 42 publishes the one for 1.
        String begin = List.of("889aa", "5fbfb", "233cf", "f419e", "da3a6", "0d1f7", "719c3", "a6b92")
                .get(last);
        assertNotEquals(before, id(node));
        assertEquals(begin, id(node).toString().substring(0, 5));
    }

    /** As libtorrent does that enforces ids: whoever has a wrong one learns the address from the error. */
    @Test
    void whoRefusesTheIdIsAskedAgainWithOneThatFits() {
        Interview interview = new Interview(question ->
                question.packet().contains(Interview.SELF) ? question.errorWithAddress(203) : question.reply(""));
        assertEquals(0, interview.node.dht(Family.IPV4, interview.now()).nodes());

        interview.give(new Input.LocalAddresses(
                Set.of(TestNet.endpoint("198.51.100.1:6881").address())));
        interview.give(new Input.Meet(Interview.PEER));
        interview.run(1000);

        assertEquals(1, interview.node.dht(Family.IPV4, interview.now()).nodes());
    }

    @Test
    void staysInALocalNetwork() {
        Host node = net.add(9, "192.168.1.9:6881").knowsItself();
        node.meets(net.add(1, "192.168.1.1:6881"));
        net.run(60_000);

        assertEquals(node.node.config().id(), id(node));
    }

    @Test
    void contactsAndWhatOthersStoreStay() {
        Host store = net.add(1, "203.0.1.1:6881");
        Host announcer = net.add(2, "203.0.2.1:6881").meets(store);
        net.run(5000);
        announcer.give(new Input.Announce(1, TestNet.name("myname.p2p"), 8080, Long.MAX_VALUE));
        net.run(5000);
        Id before = id(store);

        store.give(new Input.LocalAddresses(Set.of(store.endpoint().address())));
        store.meets(announcer);
        net.run(5000);
        Host seeker = net.add(3, "203.0.3.1:6881").meets(store);
        seeker.give(new Input.Resolve(7, TestNet.name("myname.p2p"), EnumSet.of(Family.IPV4)));
        net.run(1000);

        assertNotEquals(before, id(store));
        assertEquals(1, store.node.dht(Family.IPV4, net.now()).storedPeers());
        assertEquals(List.of(new HandedOut(7, TestNet.endpoint("203.0.2.1:8080"), Proof.NONE)), seeker.handedOut());
        // Those who knew the node under its old id know it under the new one.
        assertEquals(
                Set.of(id(store)),
                Set.copyOf(announcer.node.buckets(Family.IPV4, net.now()).stream()
                        .flatMap(bucket -> bucket.contacts().stream())
                        .filter(contact -> contact.endpoint().equals(store.endpoint()))
                        .map(contact -> contact.id())
                        .toList()));
    }

    @Test
    void eachFamilyHasItsOwn() {
        Host node = net.add(9, "203.0.9.1:6881", "[2001:db8:9::1]:6881").knowsItself();
        Host other = net.add(1, "203.0.1.1:6881", "[2001:db8:1::1]:6881");
        other.endpoints.forEach(endpoint -> node.give(new Input.Meet(endpoint)));
        net.run(5000);

        assertNotEquals(id(node), node.node.dht(Family.IPV6, net.now()).id());
    }

    private Id id(Host host) {
        return host.node.dht(Family.IPV4, net.now()).id();
    }
}
