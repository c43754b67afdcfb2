package org.kadnode.kernel.core;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Zone;
import org.kadnode.plugins.Family;

/**
 * Everything that can happen to a {@link Node}. Tickets are numbers that the caller chooses; outputs
 * that belong to a request carry its ticket.
 */
public sealed interface Input {

    /**
     * A datagram arrived on a DHT socket.
     *
     * @param channel which of the sockets, so that an answer leaves from the address that was asked
     * @param source the sender
     * @param payload the bytes between position and limit; not kept after the call
     */
    record Datagram(int channel, Endpoint source, ByteBuffer payload) implements Input {

        /** The longest payload that is looked at, in bytes. */
        public static final int LONGEST = NodeConfig.LONGEST_ISOLATION + Intake.MOST_BYTES;
    }

    /** The time that the node asked to be woken at has come. */
    record Wake() implements Input {}

    /**
     * Make the acquaintance of a node: ping it, several times if need be.
     *
     * @param endpoint where it may be
     */
    record Meet(Endpoint endpoint) implements Input {}

    /**
     * Find the addresses of a name.
     *
     * @param ticket the caller's number
     * @param name the name
     * @param families the wanted families; the others are not searched for this request
     */
    record Resolve(long ticket, Name name, Set<Family> families) implements Input {}

    /**
     * No more addresses are wanted for a request. Without effect if it is unknown.
     *
     * @param ticket the number of the {@link Resolve}
     */
    record Release(long ticket) implements Input {}

    /**
     * Announce a name, in all families. An announcement of the same name and port is replaced.
     *
     * @param ticket the caller's number
     * @param name the name
     * @param port the port to publish; 0 lets the node draw one. Under a name with a key the port of the node is
     *     announced, and this one stands in the record that the key signs
     * @param lifetime milliseconds for which to repeat it; 0 announces once, {@link Long#MAX_VALUE}
     *     repeats it for the whole run
     */
    record Announce(long ticket, Name name, int port, long lifetime) implements Input {}

    /**
     * Announce everything again now.
     */
    record AnnounceAll() implements Input {}

    /**
     * Stop announcing a name, whatever its port.
     *
     * @param name the name
     */
    record Withdraw(Name name) implements Input {}

    /**
     * Ignore an address from now on.
     *
     * @param address the address
     */
    record Block(Address address) implements Input {}

    /**
     * The time of day, which signed data carries. Given at the start and now and then, since clocks are set.
     *
     * @param millis milliseconds since 1970
     */
    record TimeOfDay(long millis) implements Input {}

    /**
     * The addresses of this machine are these. They need fewer witnesses to be published.
     *
     * @param addresses all that the node may be reached at, of any family
     */
    record LocalAddresses(Set<Address> addresses) implements Input {}

    /**
     * A gateway before this machine passes on to the port of the node what arrives at an endpoint of its own.
     *
     * @param family the family of the node's port
     * @param outside the endpoint, of that family and with a port; its address may be the wildcard address if it is not
     *     known. Empty if nothing is passed on any more
     */
    record Forwarded(Family family, Optional<Endpoint> outside) implements Input {}

    /**
     * The zones of our records are these: all others have none.
     *
     * @param zones at most one a record
     */
    record Zones(List<Owned> zones) implements Input {

        /**
         * The zone of one record.
         *
         * @param name the record
         * @param secret the key that signs it
         * @param zone what it is to say, under the names that the record has for them
         */
        public record Owned(RecordName name, SecretKey secret, Zone zone) {}

        /** Copies the list. */
        public Zones {
            zones = List.copyOf(zones);
        }
    }
}
