package org.kadnode.kernel.core.dht;

import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.plugins.Family;

/**
 * Ids that fit an address (BEP 42): their first 21 bits are a checksum of it and of three bits that the node chooses, which
 * stand in the last byte. So nobody can place many nodes around a target without many addresses.
 */
final class SecureId {

    private static final int MASK_V4 = 0x030f3fff;

    /** For the first half of an address; the second is the subscriber's own. */
    private static final long MASK_V6 = 0x0103070f1f3f7fffL;

    /** What the node chooses: the lowest bits of the last byte. */
    private static final int CHOICE = 0x07;

    /** The first 21 bits, as those of an int. */
    private static final int FIRST_BITS = 0xfffff800;

    private SecureId() {}

    /**
     * Draws an id that fits an address.
     *
     * @param random for all but the first 21 bits
     */
    static Id of(Address address, RandomGenerator random) {
        Id drawn = Id.random(random);
        int first =
                (checksum(address, drawn.low()) & FIRST_BITS) | ((int) (drawn.high() >>> Integer.SIZE) & ~FIRST_BITS);
        return new Id((long) first << Integer.SIZE | (drawn.high() & 0xffffffffL), drawn.middle(), drawn.low());
    }

    /** Whether an id fits an address, or the address is one of a local network, which every id fits. */
    static boolean fits(Id id, Address address) {
        int first = (int) (id.high() >>> Integer.SIZE);
        return address.isLocal() || ((first ^ checksum(address, id.low())) & FIRST_BITS) == 0;
    }

    private static int checksum(Address address, int lastBits) {
        int choice = lastBits & CHOICE;
        CRC32C checksum = new CRC32C();
        if (address.family() == Family.IPV4) {
            update(checksum, Integer.toUnsignedLong(((int) address.low() & MASK_V4) | choice << 29), Integer.SIZE);
        } else {
            update(checksum, (address.high() & MASK_V6) | (long) choice << 61, Long.SIZE);
        }
        return (int) checksum.getValue();
    }

    private static void update(CRC32C checksum, long bits, int length) {
        for (int shift = length - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            checksum.update((int) (bits >>> shift) & 0xff);
        }
    }
}
