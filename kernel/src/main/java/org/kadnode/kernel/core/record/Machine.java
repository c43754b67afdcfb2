package org.kadnode.kernel.core.record;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.kadnode.kernel.core.model.Address;

/**
 * One machine among those that share a record. A machine without addresses and zone part has left: its entry stays as
 * long as a node may still hold a record in which it had not.
 *
 * @param tag what it is called in the record: 8 characters of z-base-32 in lower case, drawn at random by the machine
 * @param seenAt when the machine last wrote its entry, in seconds since 1970
 * @param port its DHT port, 0 to 65535
 * @param addresses where it is, in the order of their bits, IPv4 first; given in any order
 * @param services ports of the services it announces, 1 to 65535, the first one first; none of a machine that has left
 * @param zone whether it publishes the zone part of the record
 * @param shown whether it announces the name of the record, so that the name leads to its addresses; otherwise it only
 *     publishes the zone part, in which they may be used
 */
public record Machine(
        String tag,
        long seenAt,
        int port,
        List<Address> addresses,
        List<Integer> services,
        boolean zone,
        boolean shown) {

    /** How long an entry counts after it was written, in seconds. A machine writes it once an hour. */
    public static final long LIFETIME = 3 * 60 * 60;

    static final Comparator<Address> BY_BITS = Comparator.comparing(Address::family)
            .thenComparing(Address::high, Long::compareUnsigned)
            .thenComparing(Address::low, Long::compareUnsigned);

    /** What the label of a machine begins with in the record, so that nobody takes it for a name of its own. */
    static final String LABEL = "kn-";

    private static final Pattern TAG = Pattern.compile("[ybndrfg8ejkmcpqxot1uwisza345h769]{8}");

    /** Refuses tags, times and ports that no machine can have; puts the addresses in order. */
    public Machine {
        if (!isTag(tag) || seenAt < 0 || port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("machine " + tag + ", seen at " + seenAt + ", port " + port);
        }
        if (services.stream().anyMatch(service -> service < 1 || service > 0xffff)) {
            throw new IllegalArgumentException("services " + services);
        }
        addresses = addresses.stream().distinct().sorted(BY_BITS).toList();
        services = addresses.isEmpty() && !zone
                ? List.of()
                : services.stream().distinct().toList();
    }

    /**
     * A machine that announces the name of the record.
     *
     * @param tag as above
     * @param seenAt as above
     * @param port as above
     * @param addresses as above
     * @param services as above
     * @param zone as above
     */
    public Machine(String tag, long seenAt, int port, List<Address> addresses, List<Integer> services, boolean zone) {
        this(tag, seenAt, port, addresses, services, zone, true);
    }

    /**
     * The same entry, written at another time.
     *
     * @param other seconds since 1970
     * @return the entry
     */
    public Machine writtenAt(long other) {
        return new Machine(tag, other, port, addresses, services, zone, shown);
    }

    /**
     * Whether the machine has left.
     *
     * @return true if it has neither an address nor a zone part
     */
    public boolean gone() {
        return addresses.isEmpty() && !zone;
    }

    /**
     * Whether the entry still counts. One from the future does: some clock is wrong, and it may be ours.
     *
     * @param nowSeconds seconds since 1970
     * @return false if it is older than {@link #LIFETIME}
     */
    public boolean isFresh(long nowSeconds) {
        return seenAt >= nowSeconds - LIFETIME;
    }

    /** The first label of its name in the record. */
    String label() {
        return LABEL + tag;
    }

    static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }
}
