package org.kadnode.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.SignedData;

/**
 * A request whose outcome is known beforehand, and told when its time has come.
 *
 * <p>No thread and no timer stands behind it: whoever waits does so until that time, which costs one wake-up, as it does in
 * the real node. Safe for use by any number of threads.
 */
final class ScriptedResolution implements Resolution {

    /** Any port; DNS does not tell it. */
    private static final int PORT = 80;

    /** As the kernel has it for addresses that were just found. */
    private static final Duration TRUST = Duration.ofMinutes(20);

    private final List<ResolvedAddress> outcome;
    private final long endsAt;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger handedOut = new AtomicInteger();

    private ScriptedResolution(List<ResolvedAddress> outcome, Duration search) {
        this.outcome = outcome;
        this.endsAt = System.nanoTime() + search.toNanos();
    }

    /**
     * A request for a name that has one address in each family.
     *
     * @param search how long it takes to find them
     */
    static ScriptedResolution found(Query query, Duration search) {
        List<ResolvedAddress> outcome = new ArrayList<>(query.families().size());
        for (Family family : query.families()) {
            outcome.add(address(family, query.name().hashCode()));
        }
        return new ScriptedResolution(outcome, search);
    }

    /** A request for a name that nobody announces. */
    static ScriptedResolution nothing() {
        return new ScriptedResolution(List.of(), Duration.ZERO);
    }

    /** An address in 10.0.0.0/8 or fd00::/8 that goes with a number. */
    private static ResolvedAddress address(Family family, int number) {
        byte[] bytes = new byte[family.addressLength()];
        bytes[0] = family == Family.IPV4 ? 10 : (byte) 0xfd;
        for (int i = 1; i <= 3; i++) {
            bytes[bytes.length - i] = (byte) (number >> (8 * (i - 1)));
        }
        try {
            return new ResolvedAddress(
                    new InetSocketAddress(InetAddress.getByAddress(bytes), PORT), ResolvedAddress.Proof.NONE, TRUST);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }

    @Override
    public Optional<ResolvedAddress> next(Duration patience) throws InterruptedException {
        List<ResolvedAddress> known = await(patience);
        int next = handedOut.getAndUpdate(each -> Math.min(each + 1, known.size()));
        return next < known.size() ? Optional.of(known.get(next)) : Optional.empty();
    }

    @Override
    public List<ResolvedAddress> await(Duration patience) throws InterruptedException {
        long left = endsAt - System.nanoTime();
        if (left <= 0) {
            return outcome;
        }
        long most = TimeUnit.NANOSECONDS.convert(patience);
        boolean inTime = most >= left;
        boolean givenUp = closed.await(Math.min(left, most), TimeUnit.NANOSECONDS);
        return inTime && !givenUp ? outcome : List.of();
    }

    @Override
    public Optional<SignedData> signed(Duration patience) {
        return Optional.empty();
    }

    @Override
    public boolean unverified() {
        return false;
    }

    @Override
    public List<Inspection.Search> searches() {
        return List.of();
    }

    @Override
    public State state() {
        return closed.getCount() == 0 || System.nanoTime() - endsAt >= 0 ? State.ENDED : State.SEARCHING;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
