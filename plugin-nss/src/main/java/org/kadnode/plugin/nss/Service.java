package org.kadnode.plugin.nss;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;

/** Answers requests: each on a virtual thread, so many at a time. Knows nothing of sockets. Any thread. */
final class Service {

    /** Requests that may wait at a time. All come from this machine; what is more is told to try again. */
    static final int MOST_WAITING = 1024;

    /** What may take its time. */
    @FunctionalInterface
    private interface Search {
        Hosts.Outcome run() throws InterruptedException;
    }

    private final KadNode node;
    private final Hosts hosts;
    private final Tasks tasks;
    private final NssSettings settings;
    private final Counters counters;
    private final Semaphore places = new Semaphore(MOST_WAITING);

    Service(KadNode node, NssSettings settings, Counters counters) {
        this.node = node;
        this.hosts = new Hosts(node, settings.settling());
        this.tasks = node.tasks();
        this.settings = settings;
        this.counters = counters;
    }

    /**
     * Takes a datagram, and answers it soon, later or never. Does not block.
     *
     * @param datagram the bytes
     * @param reply where to send an answer, at most once
     */
    void take(byte[] datagram, Consumer<ByteBuffer> reply) {
        switch (Request.read(datagram)) {
            case Request.Noise noise -> counters.ignored.increment();
            case Request.Classic classic -> classic(classic, reply);
            case Request.Forward forward -> forward(forward, reply);
            case Request.Reverse reverse -> reverse(reverse, reply);
        }
    }

    /** As KadNode 1.0 has it: silence about other names, and an empty datagram when nothing is found in time. */
    private void classic(Request.Classic request, Consumer<ByteBuffer> reply) {
        if (!node.covers(request.name())) {
            counters.ignored.increment();
            return;
        }
        inTurn(
                () -> reply.accept(
                        ClassicWire.reply(count(hosts.find(request.name(), Request.ANY, settings.classicPatience())))),
                () -> {});
    }

    private void forward(Request.Forward request, Consumer<ByteBuffer> reply) {
        if (!node.covers(request.name())) {
            counters.ignored.increment();
            reply.accept(LibraryWire.reply(request.token(), new Hosts.Outcome.Foreign()));
            return;
        }
        Duration patience =
                request.patience().compareTo(settings.patience()) < 0 ? request.patience() : settings.patience();
        inTurn(request.token(), reply, () -> hosts.find(request.name(), request.families(), patience));
    }

    private void reverse(Request.Reverse request, Consumer<ByteBuffer> reply) {
        inTurn(request.token(), reply, () -> hosts.names(request.address()));
    }

    /** Tells our library what comes of it; that it is to try again, if too many wait. */
    private void inTurn(long token, Consumer<ByteBuffer> reply, Search search) {
        inTurn(
                () -> reply.accept(LibraryWire.reply(token, count(search.run()))),
                () -> reply.accept(LibraryWire.reply(token, new Hosts.Outcome.Late())));
    }

    private void inTurn(Tasks.Job job, Runnable otherwise) {
        if (!places.tryAcquire()) {
            counters.turnedAway.increment();
            otherwise.run();
            return;
        }
        try {
            tasks.start("nss request", () -> {
                try {
                    job.run();
                } finally {
                    places.release();
                }
            });
        } catch (KadNodeException stopping) {
            places.release();
            otherwise.run();
        }
    }

    private Hosts.Outcome count(Hosts.Outcome outcome) {
        switch (outcome) {
            case Hosts.Outcome.Addresses found -> counters.found.increment();
            case Hosts.Outcome.Names found -> counters.found.increment();
            case Hosts.Outcome.Late late -> counters.late.increment();
            case Hosts.Outcome.NoName none -> counters.unknown.increment();
            case Hosts.Outcome.NoData none -> counters.unknown.increment();
            case Hosts.Outcome.Foreign foreign -> counters.ignored.increment();
        }
        return outcome;
    }
}
