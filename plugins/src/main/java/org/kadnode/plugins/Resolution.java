package org.kadnode.plugins;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A running resolve request, from which addresses come as they are found. Methods may be called on any
 * thread; those that wait block only the caller, so call them on a virtual thread.
 *
 * <p>Close it when no more addresses are wanted: the search may go on for others, and what it finds
 * is kept for later requests. An address is told once, also if it is found again: in a request that stays open for long,
 * {@link ResolvedAddress#trust()} runs out.
 */
public interface Resolution extends AutoCloseable {

    /** How far a request is. */
    enum State {
        /** A search runs; more addresses may come. */
        SEARCHING,
        /** No node of the DHT is known yet; the search starts as soon as one is. */
        NOT_JOINED,
        /**
         * The search has ended: nothing is waited for any more. An answer that comes late may still bring an
         * address, or a later request for the same name begin a new search.
         */
        ENDED
    }

    /**
     * Waits for the next address that this method has not returned before.
     *
     * @param patience the longest time to wait; zero only looks
     * @return the address; empty once the search has ended or the patience is over
     * @throws InterruptedException if the calling thread is interrupted
     */
    Optional<ResolvedAddress> next(Duration patience) throws InterruptedException;

    /**
     * Waits until at least one address is known.
     *
     * @param patience the longest time to wait; zero only looks
     * @return all addresses known by then, in the order found; empty if the search ended without any
     *     or the patience is over
     * @throws InterruptedException if the calling thread is interrupted
     */
    List<ResolvedAddress> await(Duration patience) throws InterruptedException;

    /**
     * Waits until at least one address is known, and a little longer for others to join it.
     *
     * @param deadline when to give up, as {@link Tasks#now} counts
     * @param settling how long others are waited for from the moment at which the first is known; not beyond the deadline
     * @param tasks tells the time
     * @return all addresses known by then, in the order found; empty if the search ended without any or the deadline came
     * @throws InterruptedException if the calling thread is interrupted
     */
    default List<ResolvedAddress> settled(Duration deadline, Duration settling, Tasks tasks)
            throws InterruptedException {
        if (await(tasks.until(deadline)).isEmpty()) {
            return List.of();
        }
        Duration settled = tasks.now().plus(settling);
        Duration until = settled.compareTo(deadline) < 0 ? settled : deadline;
        boolean more = true;
        while (more) {
            more = next(tasks.until(until)).isPresent();
        }
        return await(Duration.ZERO);
    }

    /**
     * Waits for what the owner of the name has signed about it. A name that belongs to nobody has no owner, so for
     * it there is nothing to wait for.
     *
     * @param patience the longest time to wait; zero only looks
     * @return the newest that is known by then; empty if the search ended without any or the patience is over
     * @throws InterruptedException if the calling thread is interrupted
     */
    Optional<SignedData> signed(Duration patience) throws InterruptedException;

    /**
     * How far the request is now.
     *
     * @return the state
     */
    State state();

    /**
     * Whether somebody claims the name and nobody has proved to own it: those who announce it are still to sign the
     * challenge, or have failed, and no address of the owner is known. So the name may well be in use, by an owner
     * that could not be reached just now. Anybody can bring that about. A claim is remembered for 20 minutes.
     *
     * @return false as well for names that belong to nobody, and for those that this node announces itself
     */
    boolean unverified();

    /**
     * The searches that the request waits for, for people to look at: one for each family, and two for a name whose owner may
     * have signed a record.
     *
     * @return those under way as they stand, and those that ended while a request for the name was open, as they stood then;
     *     empty if none was needed, and after {@link #close}
     * @throws KadNodeException of kind {@code CLOSED}
     */
    List<Inspection.Search> searches();

    /** Gives the request up. Idempotent. */
    @Override
    void close();
}
