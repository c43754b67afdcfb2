package org.kadnode.kernel.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.kadnode.kernel.core.Output.Progress;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.SignedData;

/** A resolve request: filled by the loop thread, emptied by the threads of whoever asked. */
final class LiveResolution implements Resolution {

    /** Addresses kept for one request. The core finds fewer at a time, but a request may be held open for long. */
    static final int MOST_ADDRESSES = 256;

    /** A wait that is long enough for anybody and safe to add to {@link System#nanoTime()}. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private final long ticket;
    private final boolean owned;
    private final LongSupplier clock;
    private final LongFunction<List<Inspection.Search>> searches;
    private final Consumer<LiveResolution> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Held> addresses = new ArrayList<>();
    private Optional<SignedData> signed = Optional.empty();
    private State state = State.SEARCHING;
    private boolean unverified;
    private boolean closed;
    private int handedOut;

    private record Held(ResolvedAddress address, long since) {}

    /**
     * A request without addresses.
     *
     * @param ticket its number in the core
     * @param owned whether the name has an owner, who may sign something about it
     * @param clock milliseconds that never go back
     * @param searches tells how the searches for a number stand
     * @param onClose what to do when it is given up, once
     */
    LiveResolution(
            long ticket,
            boolean owned,
            LongSupplier clock,
            LongFunction<List<Inspection.Search>> searches,
            Consumer<LiveResolution> onClose) {
        this.ticket = ticket;
        this.owned = owned;
        this.clock = clock;
        this.searches = searches;
        this.onClose = onClose;
    }

    long ticket() {
        return ticket;
    }

    /** Makes several changes of which nobody sees some without the others. */
    void together(List<Runnable> changes) {
        change(() -> changes.forEach(Runnable::run));
    }

    void add(ResolvedAddress address) {
        change(() -> {
            if (addresses.size() < MOST_ADDRESSES) {
                addresses.add(new Held(address, clock.getAsLong()));
            }
        });
    }

    void signed(SignedData data) {
        change(() -> signed = Optional.of(data));
    }

    void progress(Progress progress) {
        change(() -> state = switch (progress) {
            case NOT_JOINED -> State.NOT_JOINED;
            case RUNNING -> State.SEARCHING;
            case ENDED -> State.ENDED;
        });
    }

    void unverified(boolean now) {
        change(() -> unverified = now);
    }

    /** Whether no address has been found yet. */
    boolean isEmpty() {
        lock.lock();
        try {
            return addresses.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<ResolvedAddress> next(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waitUntil(() -> addresses.size() > handedOut, patience);
            return addresses.size() > handedOut ? Optional.of(handOut(addresses.get(handedOut++))) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<ResolvedAddress> await(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waitUntil(() -> !addresses.isEmpty(), patience);
            return addresses.stream().map(this::handOut).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<SignedData> signed(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (owned) {
                waitUntil(() -> signed.isPresent(), patience);
            }
            return signed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public State state() {
        lock.lock();
        try {
            return closed ? State.ENDED : state;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean unverified() {
        lock.lock();
        try {
            return unverified;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Inspection.Search> searches() {
        return searches.apply(ticket);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }

    /** The trust of an address runs out while it waits here. */
    private ResolvedAddress handOut(Held held) {
        Duration left = held.address.trust().minusMillis(clock.getAsLong() - held.since);
        return new ResolvedAddress(
                held.address.address(), held.address.proof(), left.isNegative() ? Duration.ZERO : left);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a condition as long as it can still come true. Call with the lock held. */
    private void waitUntil(BooleanSupplier condition, Duration patience) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(patience.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : patience);
        while (!condition.getAsBoolean() && !closed && state != State.ENDED && left > 0) {
            left = changed.awaitNanos(left);
        }
    }
}
