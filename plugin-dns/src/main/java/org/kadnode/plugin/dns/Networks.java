package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kadnode.plugins.Attachment;

/**
 * The networks to which this machine is attached. They tell who of the askers is near, which of several addresses lies
 * nearer to an asker, and what to call this machine there. A snapshot; any thread.
 */
final class Networks {

    /** Askers on this machine. */
    static final int HERE = 0;

    /** Askers from no network of ours. */
    static final int ELSEWHERE = Variant.MOST_NETWORKS - 1;

    private final List<Attachment> attachments;

    /**
     * Networks as given.
     *
     * @param attachments our addresses but for loopback ones; those beyond the 62nd are ignored
     */
    Networks(List<Attachment> attachments) {
        this.attachments = attachments.stream().limit(ELSEWHERE - 1L).toList();
    }

    /** The networks of this moment. */
    static Networks now() throws SocketException {
        List<Attachment> found = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp() && !each.isLoopback()) {
                for (InterfaceAddress address : each.getInterfaceAddresses()) {
                    found.add(Attachment.of(address));
                }
            }
        }
        return new Networks(found);
    }

    /** The number of an asker's network: {@link #HERE}, {@link #ELSEWHERE}, or one between. */
    int of(InetAddress asker) {
        if (asker.isLoopbackAddress()) {
            return HERE;
        }
        int number = ELSEWHERE;
        for (int i = attachments.size() - 1; i >= 0; i--) {
            Attachment each = attachments.get(i);
            if (each.own().equals(asker)) {
                return HERE;
            }
            number = each.contains(asker) ? i + 1 : number;
        }
        return number;
    }

    /** The same addresses, but the near ones first, and instead of loopback ones those at which the asker finds us. */
    List<InetAddress> seenFrom(int network, List<InetAddress> addresses) {
        return addresses.stream()
                .flatMap(address -> network != HERE && address.isLoopbackAddress()
                        ? ownSeenFrom(network, address)
                        : Stream.of(address))
                .distinct()
                .sorted(Comparator.comparing(address -> !isNear(network, address)))
                .toList();
    }

    /** Whether some asker is told the other address instead of the first, as {@link #seenFrom} has it. */
    boolean mayBeSeenAs(InetAddress address, InetAddress other) {
        return address.equals(other)
                || (address.isLoopbackAddress()
                        && ownSeenFrom(ELSEWHERE, address).anyMatch(other::equals));
    }

    private boolean isNear(int network, InetAddress address) {
        return switch (network) {
            case HERE -> address.isLoopbackAddress() || attachments.stream().anyMatch(each -> each.contains(address));
            case ELSEWHERE -> false;
            default ->
                attachment(network).filter(each -> each.contains(address)).isPresent();
        };
    }

    private Stream<InetAddress> ownSeenFrom(int network, InetAddress loopback) {
        List<InetAddress> own = attachments.stream()
                .map(Attachment::own)
                .filter(address -> address.getClass() == loopback.getClass() && !address.isLinkLocalAddress())
                .toList();
        Optional<Attachment> there = attachment(network);
        List<InetAddress> near = own.stream()
                .filter(address -> there.filter(each -> each.contains(address)).isPresent())
                .toList();
        return (near.isEmpty() ? own : near).stream();
    }

    private Optional<Attachment> attachment(int network) {
        return network >= 1 && network <= attachments.size()
                ? Optional.of(attachments.get(network - 1))
                : Optional.empty();
    }
}
