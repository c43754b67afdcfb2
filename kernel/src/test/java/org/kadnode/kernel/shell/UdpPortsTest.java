package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kadnode.kernel.core.Output;
import org.kadnode.plugins.Family;

class UdpPortsTest {

    private static final InetAddress LOOPBACK = Loopback.address(Family.IPV4);

    @ParameterizedTest
    @EnumSource(Family.class)
    void eachAddressOfTheMachineHasASocketBesideTheWildcard(Family family) throws IOException {
        try (UdpPorts ports = open(EnumSet.of(family))) {
            InetAddress loopback = Loopback.address(family);
            assertTrue(ports.addresses().contains(loopback));

            UdpPorts.Port wildcard = ports.sender(Output.ANY_CHANNEL, family).orElseThrow();
            assertTrue(wildcard.local().isAnyLocalAddress());
            assertEquals(ports.number(), localPort(wildcard.channel()));
            UdpPorts.Port own = ports.sender(indexOf(ports, loopback), family).orElseThrow();
            assertEquals(loopback, own.local());
            assertEquals(ports.number(), localPort(own.channel()));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aPortOfAnotherProcessIsRefusedByNumberEvenIfThatOneShares(Family family) throws IOException {
        try (UdpPorts other = open(EnumSet.of(family))) {
            BindException refusal = assertThrows(
                    BindException.class, () -> UdpPorts.open(EnumSet.of(family), other.number(), Optional.empty()));
            assertTrue(
                    String.valueOf(refusal.getMessage()).contains("UDP port " + other.number()), refusal::getMessage);
        }
    }

    @Test
    void aNeighbourThatHoldsThePortForIpv4OnlyLeavesItFreeForIpv6() throws IOException {
        try (UdpPorts neighbour = open(EnumSet.of(Family.IPV4));
                UdpPorts ports = UdpPorts.open(EnumSet.of(Family.IPV6), neighbour.number(), Optional.empty())) {
            assertEquals(neighbour.number(), ports.number());
        }
    }

    @Test
    void bothFamiliesShareOnePort() throws IOException {
        try (UdpPorts ports = open(EnumSet.allOf(Family.class))) {
            assertEquals(
                    ports.boundTo(Family.IPV4).getPort(),
                    ports.boundTo(Family.IPV6).getPort());
        }
    }

    @Test
    void socketsFollowTheAddressesOfTheMachine() throws IOException {
        try (UdpPorts ports = open(EnumSet.of(Family.IPV4));
                Selector selector = Selector.open()) {
            ports.register(selector);
            int old = indexOf(ports, LOOPBACK);

            ports.follow(Set.of());
            assertEquals(Set.of(), ports.addresses());
            assertTrue(ports.sender(old, Family.IPV4).orElseThrow().local().isAnyLocalAddress());

            ports.follow(Set.of(LOOPBACK));
            assertEquals(Set.of(LOOPBACK), ports.addresses());
            assertFalse(old == indexOf(ports, LOOPBACK), "an answer to the old socket's asker must not leave here");
        }
    }

    @Test
    void anAddressThatIsNotOursHasNoSocketAndHarmsNothing() throws IOException {
        InetAddress foreign = ip("192.0.2.1");
        try (UdpPorts ports = open(EnumSet.of(Family.IPV4))) {
            ports.follow(Set.of(LOOPBACK, foreign));

            assertEquals(Set.of(LOOPBACK), ports.addresses());
        }
    }

    @Test
    void thereIsNoSenderForAFamilyWithoutPart() throws IOException {
        try (UdpPorts ports = open(EnumSet.of(Family.IPV4))) {
            assertEquals(Optional.empty(), ports.sender(Output.ANY_CHANNEL, Family.IPV6));
        }
    }

    @Test
    void closedPortsAreFreeAgain() throws IOException {
        UdpPorts ports = open(EnumSet.of(Family.IPV4));
        ports.close();

        try (DatagramSocket next = new DatagramSocket(ports.number(), LOOPBACK)) {
            assertEquals(ports.number(), next.getLocalPort());
        }
    }

    private static UdpPorts open(Set<Family> families) throws IOException {
        return UdpPorts.open(families, 0, Optional.empty());
    }

    private static InetAddress ip(String literal) {
        return new InetSocketAddress(literal, 0).getAddress();
    }

    private static int indexOf(UdpPorts ports, InetAddress address) {
        for (int index = 0; ; index++) {
            Optional<UdpPorts.Port> port = ports.sender(index, Family.of(address));
            if (port.isPresent() && port.get().local().equals(address)) {
                return index;
            }
        }
    }

    private static int localPort(DatagramChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }
}
