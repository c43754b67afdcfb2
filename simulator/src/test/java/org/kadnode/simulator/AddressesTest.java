package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

class AddressesTest {

    @ParameterizedTest
    @EnumSource
    void givesEachOrdinaryAddressOnce(Family family) {
        SplittableRandom random = new SplittableRandom(1);
        Addresses addresses = new Addresses();
        Set<Address> sources = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            Endpoint endpoint = addresses.next(family, random);
            assertTrue(sources.add(endpoint.address().source()), () -> endpoint + " is there twice");
            assertTrue(endpoint.isCredible(endpoint.address()), endpoint::toString);
            InetAddress address = endpoint.address().toInetAddress();
            assertFalse(address.isSiteLocalAddress() || address.isLoopbackAddress(), endpoint::toString);
        }
    }
}
