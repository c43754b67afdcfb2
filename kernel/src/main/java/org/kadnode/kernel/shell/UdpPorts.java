package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.os.Interfaces;
import org.kadnode.kernel.os.OsException;
import org.kadnode.plugins.Family;

/**
 * The UDP sockets of the DHT, all on the same port: for each family one that is bound to the wildcard
 * address and sends our own queries, and one for each address of the machine, so that an answer leaves
 * from the address that was asked (a wildcard socket answers from the route's address). Loop thread
 * only, once {@link #register} was called.
 *
 * <p>Sockets on one port need SO_REUSEADDR, with which Linux also lets another process in. So a plain
 * socket is bound first, as a probe: it fails if anybody else has the port.
 */
final class UdpPorts implements AutoCloseable {

    private static final Logger LOG = System.getLogger(UdpPorts.class.getName());

    /** How often a free port is drawn until it is free in all families. */
    private static final int DRAWS = 16;

    /**
     * One of the sockets.
     *
     * @param index its number as the core knows it; never used twice
     * @param local the address it is bound to
     */
    record Port(int index, Family family, InetAddress local, DatagramChannel channel) {}

    private final int number;
    private final Optional<String> device;
    private final Map<Family, Port> wildcards = new EnumMap<>(Family.class);
    private final Map<Integer, Port> byIndex = new HashMap<>();
    private final Map<InetAddress, Port> byAddress = new HashMap<>();
    private final Set<InetAddress> reported = new HashSet<>();
    private @Nullable Selector selector;
    private int nextIndex;

    private UdpPorts(int number, Optional<String> device) {
        this.number = number;
        this.device = device;
    }

    /**
     * Binds all sockets.
     *
     * @param families the families, at least one
     * @param number the UDP port; 0 draws one that is free in all families
     * @param device the interface to bind to; empty for any
     * @throws BindException if the port is not to be had; the message names it
     * @throws IOException if the machine has no such family, or no such device
     */
    static UdpPorts open(Set<Family> families, int number, Optional<String> device) throws IOException {
        Set<InetAddress> addresses = LocalAddresses.of(families, device);
        UdpPorts ports = new UdpPorts(freePort(families, number, addresses), device);
        try {
            for (Family family : families) {
                ports.wildcards.put(family, ports.bind(family, wildcard(family)));
            }
        } catch (IOException | RuntimeException e) {
            ports.close();
            throw e;
        }
        ports.follow(addresses);
        return ports;
    }

    /** Whether this machine has sockets of a family at all; IPv6 may be switched off. */
    static boolean isAvailable(Family family) throws IOException {
        try {
            DatagramChannel.open(family.protocol()).close();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /** Hands the sockets to the loop. */
    void register(Selector loop) throws ClosedChannelException {
        selector = loop;
        for (Port port : byIndex.values()) {
            port.channel.register(loop, SelectionKey.OP_READ, port);
        }
    }

    /** The port that all sockets share. */
    int number() {
        return number;
    }

    /** The address of the wildcard socket, for people. */
    InetSocketAddress boundTo(Family family) {
        return new InetSocketAddress(wildcard(family), number);
    }

    /**
     * The socket to send from.
     *
     * @param index the socket that was asked, or {@link Output#ANY_CHANNEL}
     * @param family the family of the target
     * @return that socket if it still is there and fits, else the wildcard of the family; empty if the
     *     node has no part in the family
     */
    Optional<Port> sender(int index, Family family) {
        Port asked = index == Output.ANY_CHANNEL ? null : byIndex.get(index);
        return Optional.ofNullable(asked != null && asked.family == family ? asked : wildcards.get(family));
    }

    /** Opens sockets for new addresses and closes those of addresses that are gone. */
    void follow(Set<InetAddress> addresses) {
        for (Port port : List.copyOf(byAddress.values())) {
            if (!addresses.contains(port.local)) {
                byAddress.remove(port.local);
                byIndex.remove(port.index);
                closeQuietly(port.channel);
                LOG.log(Level.DEBUG, "DHT no longer bound to {0}", port.local.getHostAddress());
            }
        }
        reported.retainAll(addresses);
        for (InetAddress address : addresses) {
            if (!byAddress.containsKey(address)) {
                tryToBind(address);
            }
        }
    }

    /** The addresses that have a socket of their own. */
    Set<InetAddress> addresses() {
        return Set.copyOf(byAddress.keySet());
    }

    @Override
    public void close() {
        for (Port port : byIndex.values()) {
            closeQuietly(port.channel);
        }
        byIndex.clear();
        byAddress.clear();
        wildcards.clear();
    }

    /** The wildcard socket serves an address as well, only not always from the right source: no error. */
    private void tryToBind(InetAddress address) {
        try {
            byAddress.put(address, bind(Family.of(address), address));
            LOG.log(Level.DEBUG, "DHT bound to {0}, port {1,number,#}", address.getHostAddress(), number);
        } catch (IOException e) {
            // An IPv6 address is refused while its uniqueness is being checked; the next look gets it.
            if (reported.add(address)) {
                LOG.log(Level.DEBUG, "DHT has no socket of its own for {0}: {1}", address.getHostAddress(), e);
            }
        }
    }

    private Port bind(Family family, InetAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family.protocol());
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(address, number));
            if (device.isPresent()) {
                Interfaces.bindToDevice(channel, device.get());
            }
            Port port = new Port(nextIndex++, family, address, channel);
            if (selector != null) {
                channel.register(selector, SelectionKey.OP_READ, port);
            }
            byIndex.put(port.index, port);
            return port;
        } catch (OsException e) {
            closeQuietly(channel);
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static int freePort(Set<Family> families, int wanted, Set<InetAddress> addresses) throws IOException {
        BindException last = new BindException("no UDP port is free");
        for (int draw = 0; draw < (wanted == 0 ? DRAWS : 1); draw++) {
            int number = wanted;
            try {
                for (Family family : families) {
                    number = probe(family, number, addresses);
                }
                return number;
            } catch (BindException e) {
                last = e;
            }
        }
        throw last;
    }

    /**
     * Binds plain sockets and closes them again. For IPv6 these are bound to each address instead of the
     * wildcard: Java's IPv6 sockets are dual-stack, so their wildcard would clash with a neighbour that
     * uses the same port for IPv4 only.
     */
    private static int probe(Family family, int wanted, Set<InetAddress> addresses) throws IOException {
        List<InetAddress> probed = new ArrayList<>();
        if (family == Family.IPV6) {
            addresses.stream().filter(each -> Family.of(each) == family).forEach(probed::add);
        }
        if (probed.isEmpty()) {
            probed.add(wildcard(family));
        }
        int number = wanted;
        for (InetAddress address : probed) {
            try (DatagramChannel probe = DatagramChannel.open(family.protocol())) {
                probe.bind(new InetSocketAddress(address, number));
                number = ((InetSocketAddress) probe.getLocalAddress()).getPort();
            } catch (BindException e) {
                // An IPv6 address has no sockets at all as long as its uniqueness is being checked.
                if (address.isAnyLocalAddress() || hasSockets(family, address)) {
                    throw named(e, family, number);
                }
            }
        }
        return number;
    }

    private static boolean hasSockets(Family family, InetAddress address) throws IOException {
        try (DatagramChannel any = DatagramChannel.open(family.protocol())) {
            any.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    private static BindException named(BindException cause, Family family, int number) {
        BindException named = new BindException(
                "cannot bind the DHT to UDP port " + number + " (" + family.label() + "): " + cause.getMessage());
        named.initCause(cause);
        return named;
    }

    private static InetAddress wildcard(Family family) {
        try {
            return InetAddress.getByAddress(new byte[family.addressLength()]);
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    private static void closeQuietly(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a DHT socket", e);
        }
    }
}
