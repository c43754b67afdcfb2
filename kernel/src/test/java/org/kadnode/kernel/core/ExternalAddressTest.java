package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;

class ExternalAddressTest {

    private static final Address OURS = Address.v4(0xcb007107);
    private static final Address OTHER = Address.v4(0xcb007108);

    private final ExternalAddress external = new ExternalAddress();

    @Test
    void threeNetworksThatAgreeDecide() {
        assertFalse(external.vote(network(1), OURS));
        assertFalse(external.vote(network(2), OURS));
        assertTrue(external.vote(network(3), OURS));

        assertEquals(Optional.of(OURS), external.elected());
    }

    @Test
    void oneNetworkHasOneVoteHoweverManyNodesItHas() {
        for (int host = 0; host < 200; host++) {
            external.vote(Address.v4(0x0a010100 | host), OURS);
        }

        assertEquals(Optional.empty(), external.elected());
    }

    @Test
    void oneVoteIsEnoughForAnAddressOfThisMachine() {
        assertFalse(external.local(Set.of(OURS)));
        assertTrue(external.vote(network(1), OURS));

        assertEquals(Optional.of(OURS), external.elected());
    }

    @Test
    void oneVoteIsEnoughForTheAddressThatTheGatewayNames() {
        assertFalse(external.gateway(Optional.of(OURS)));
        assertEquals(Optional.empty(), external.elected());
        assertTrue(external.vote(network(1), OURS));

        assertEquals(Optional.of(OURS), external.elected());
        assertTrue(external.isHearsay());
    }

    @Test
    void gatewayAloneDecidesNothing() {
        external.gateway(Optional.of(OTHER));
        for (int voter = 0; voter < 3; voter++) {
            external.vote(network(voter), OURS);
        }

        assertEquals(Optional.of(OURS), external.elected());
    }

    @Test
    void votesForAnAddressThatTheGatewayHasLostCountNoMore() {
        external.gateway(Optional.of(OURS));
        external.vote(network(1), OURS);
        external.vote(network(2), OURS);

        assertTrue(external.gateway(Optional.of(OTHER)));
        assertEquals(Optional.empty(), external.elected());
        assertTrue(external.vote(network(3), OTHER));
        assertFalse(external.gateway(Optional.empty()));
        assertEquals(Optional.of(OTHER), external.elected());
    }

    @Test
    void minorityDoesNotDecide() {
        for (int voter = 0; voter < 12; voter++) {
            external.vote(network(voter), voter % 3 == 0 ? OTHER : OURS);
        }

        assertEquals(Optional.of(OURS), external.elected());
    }

    @Test
    void newAddressIsBelievedWhenTheMajorityOfTheLatestVotesIsForIt() {
        for (int voter = 0; voter < 100; voter++) {
            external.vote(network(voter), OURS);
        }
        int votes = 0;
        while (!external.elected().equals(Optional.of(OTHER))) {
            external.vote(network(100 + votes), OTHER);
            votes++;
            assertTrue(votes <= 17, "still " + external.elected());
        }
    }

    @Test
    void votesForAnAddressThatThisMachineHasLostCountNoMore() {
        external.local(Set.of(OURS));
        external.vote(network(1), OURS);
        external.vote(network(2), OURS);

        assertTrue(external.local(Set.of(OTHER)));
        assertEquals(Optional.empty(), external.elected());
        external.vote(network(3), OTHER);
        assertEquals(Optional.of(OTHER), external.elected());
    }

    @Test
    void dissentIsHowManyOfTheLatestVotesAreForOneOtherAddress() {
        for (int voter = 0; voter < 10; voter++) {
            external.vote(network(voter), OURS);
            assertEquals(0, external.dissent());
        }
        external.vote(network(10), OTHER);
        external.vote(network(11), OTHER);
        assertEquals(2, external.dissent());
        external.vote(network(11), OTHER);
        assertEquals(2, external.dissent(), "a network has one vote");
        external.vote(network(12), network(0));
        assertEquals(1, external.dissent(), "they do not agree");
        external.vote(network(13), OURS);
        assertEquals(0, external.dissent());
    }

    @Test
    void addressIsHearsayUnlessTheMachineHasItItself() {
        assertFalse(external.isHearsay());
        for (int voter = 0; voter < 3; voter++) {
            external.vote(network(voter), OURS);
        }
        assertTrue(external.isHearsay());
        external.local(Set.of(OURS));
        assertFalse(external.isHearsay());
    }

    @Test
    void addressThatThisMachineHasLostIsNotKeptForWantOfAnother() {
        external.local(Set.of(OURS));
        external.vote(network(1), OURS);
        external.vote(network(2), OURS);
        external.vote(network(3), OTHER);

        assertTrue(external.local(Set.of()));
        assertEquals(Optional.empty(), external.elected());
    }

    private static Address network(int number) {
        return Address.v4(0x0a000001 | number << 8);
    }
}
