package org.kadnode.plugin.portfwd;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.Family;

/** Finds out which gateway there is now. */
final class GatewayFinder {

    /** An address that nobody has (RFC 3849): the way to it is the way out. Nothing is sent there. */
    private static final String FAR_AWAY = "2001:db8::1";

    private final Path tables;
    private final Optional<String> device;

    /**
     * Nothing is read yet.
     *
     * @param tables the folder with the routing tables, {@code /proc/net}
     * @param device the only interface that counts; empty for all
     */
    GatewayFinder(Path tables, Optional<String> device) {
        this.tables = tables;
        this.device = device;
    }

    /** Whether this system tells its routes in a way that we understand. */
    boolean isAble() {
        return Files.isReadable(tables.resolve("route"));
    }

    /** The gateway of this moment. */
    Optional<Gateway> find(Family family) {
        try {
            return family == Family.IPV4 ? ipv4() : ipv6();
        } catch (IOException e) {
            // A route or an interface that went away meanwhile, or a system without IPv6.
            return Optional.empty();
        }
    }

    private Optional<Gateway> ipv4() throws IOException {
        Routes.Default route =
                Routes.ofIpv4(lines("route"), ByteOrder.nativeOrder(), device).orElse(null);
        if (route == null) {
            return Optional.empty();
        }
        return ownAddress(route.gateway()).map(own -> new Gateway(route.gateway(), own));
    }

    private Optional<Gateway> ipv6() throws IOException {
        Routes.Default route = Routes.ofIpv6(lines("ipv6_route"), device).orElse(null);
        NetworkInterface link = route == null ? null : NetworkInterface.getByName(route.device());
        if (route == null || link == null) {
            return Optional.empty();
        }
        InetAddress gateway = Inet6Address.getByAddress(null, route.gateway().getAddress(), link);
        // The one that the world sees: a router is mostly known by an address of the link, to which it forwards
        // nothing.
        return ownAddress(InetAddress.getByName(FAR_AWAY)).map(own -> new Gateway(gateway, own));
    }

    private List<String> lines(String table) throws IOException {
        return Files.readAllLines(tables.resolve(table));
    }

    private static Optional<InetAddress> ownAddress(InetAddress target) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(target, Pcp.PORT));
            return Optional.of(socket.getLocalAddress())
                    .filter(own -> !own.isAnyLocalAddress() && !own.isLoopbackAddress() && !own.isLinkLocalAddress());
        }
    }
}
