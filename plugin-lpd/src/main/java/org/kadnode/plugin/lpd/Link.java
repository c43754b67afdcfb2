package org.kadnode.plugin.lpd;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.Attachment;
import org.kadnode.plugins.Family;

/**
 * An interface of this machine by which neighbours can be met, as it was at some moment.
 *
 * @param name what the system calls it
 * @param networkInterface the interface
 * @param addresses those of our addresses there at which a node can be met, of both families
 */
record Link(String name, NetworkInterface networkInterface, List<Attachment> addresses) {

    /** More interfaces than this are not looked at: a host of containers may have thousands. */
    private static final int MOST = 32;

    /** Calls leave from no more addresses of one interface. */
    private static final int MOST_ADDRESSES = 8;

    /**
     * The interfaces of this moment that are up, can multicast, and lead to a network.
     *
     * @param device the name of the only one to use; empty for all
     */
    static List<Link> now(Optional<String> device) throws SocketException {
        List<Link> links = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (links.size() < MOST
                    && device.filter(only -> !only.equals(each.getName())).isEmpty()
                    && suits(each)) {
                links.add(of(each));
            }
        }
        return links;
    }

    private static boolean suits(NetworkInterface candidate) {
        try {
            return candidate.isUp()
                    && candidate.supportsMulticast()
                    && !candidate.isLoopback()
                    && !candidate.isPointToPoint();
        } catch (SocketException vanished) {
            return false;
        }
    }

    private static Link of(NetworkInterface source) {
        return new Link(
                source.getName(),
                source,
                source.getInterfaceAddresses().stream()
                        .filter(each -> isMeetable(each.getAddress()))
                        .map(Attachment::of)
                        .limit(MOST_ADDRESSES)
                        .toList());
    }

    /** Whether a node can be met at an address, as far as the address goes. */
    private static boolean isMeetable(InetAddress address) {
        return !address.isAnyLocalAddress() && !needsInterface(address);
    }

    /** A link-local address of IPv6 means nothing without an interface, for which the DHT has no place: no node has one. */
    static boolean needsInterface(InetAddress address) {
        return address instanceof Inet6Address && address.isLinkLocalAddress();
    }

    /** Whether a node of a family can be met here. */
    boolean has(Family family) {
        return addresses.stream().anyMatch(each -> Family.of(each.own()) == family);
    }

    /** The addresses of a family from which we call: the first in each network. */
    List<Origin> origins(Family family) {
        List<Attachment> first = new ArrayList<>();
        for (Attachment each : addresses) {
            if (Family.of(each.own()) == family && first.stream().noneMatch(earlier -> earlier.contains(each.own()))) {
                first.add(each);
            }
        }
        return first.stream()
                .map(each -> new Origin(networkInterface, each.own()))
                .toList();
    }
}
