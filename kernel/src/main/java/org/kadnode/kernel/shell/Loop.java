package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.KadNodeException;

/**
 * The one thread that touches the node. Each turn it reads the clock once, takes datagrams from the
 * sockets and hands them to the node, sends what the node answers, opens letters of other threads, and
 * wakes the node when its time has come. It runs no foreign code and waits for nothing but the selector.
 */
final class Loop implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Loop.class.getName());

    /** Datagrams taken from one socket in a turn, so that letters and the other sockets get their share. */
    static final int DATAGRAMS_PER_TURN = 64;

    /** Letters opened in a turn. */
    static final int LETTERS_PER_TURN = 64;

    /** How long a node that failed is left alone, in milliseconds. */
    static final int PAUSE_AFTER_FAULT = 1000;

    /**
     * Datagrams of one socket in a turn from which on it is time for batches. Most nodes never see so many, and do without
     * the memory and the time to start that calling C takes.
     */
    private static final int BUSY = DATAGRAMS_PER_TURN / 2;

    /** Who gets the outputs of the node but {@link Output.Send}. Called on the loop thread. */
    interface Audience extends Consumer<Output> {
        /** All outputs for one input were handed over. */
        default void handled() {}

        /** There will be no more. */
        void end();
    }

    private final Node node;
    private final UdpPorts ports;
    private final NodeClock clock;
    private final Audience audience;
    private final Tally tally;
    private final Selector selector;
    private final Mailbox mailbox = new Mailbox();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Thread thread;
    private final ThisTurn turn = new ThisTurn();
    private final SendFailures sendFailures = new SendFailures();
    private final Wire.Receiver receiver = this::received;
    private final Consumer<Output> outputs = this::output;
    private volatile boolean stopping;

    // Loop thread only.
    private long now;
    private long wakeAt;
    private Wire wire = new ChannelWire(sendFailures);
    private boolean triedBatches;
    private long faults;

    /**
     * Makes the loop; {@link #start} sets it going.
     *
     * @param node the node, which from now on belongs to the loop thread
     * @param ports the sockets, likewise; closed with the loop
     * @param audience gets all outputs but {@link Output.Send}
     * @param tally counts the questions that are turned away
     */
    Loop(Node node, UdpPorts ports, NodeClock clock, Audience audience, Tally tally) throws IOException {
        this.node = node;
        this.ports = ports;
        this.clock = clock;
        this.audience = audience;
        this.tally = tally;
        selector = Selector.open();
        ports.register(selector);
        thread = Thread.ofPlatform().name("kadnode loop").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Has a question answered on the loop thread and waits for that, not for the network.
     *
     * @throws KadNodeException of kind {@code BUSY} or {@code CLOSED}, or what the question throws
     */
    <T> T ask(Function<? super Turn, ? extends T> question) {
        Question<T> letter = new Question<>(question, new CompletableFuture<>());
        if (!mailbox.offer(letter)) {
            tally.refused();
            throw new KadNodeException(KadNodeException.Kind.BUSY, "the node is busy: too many requests wait");
        }
        afterPosting();
        try {
            return letter.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof KadNodeException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /**
     * Has something done on the loop thread that follows up an accepted request, without waiting. Done
     * even if the mailbox is full; not done if the loop has ended.
     */
    void followUp(Consumer<? super Turn> deed) {
        mailbox.followUp(new Deed(turn -> {
            try {
                deed.accept(turn);
            } catch (RuntimeException e) {
                faulted("a follow-up", e);
            }
        }));
        afterPosting();
    }

    /** Completes when the loop has ended: normally after {@link #close}, else with what broke it. */
    CompletableFuture<Void> end() {
        return end.copy();
    }

    /** Ends the loop and closes the sockets; returns when that is done. Idempotent. */
    @Override
    public void close() {
        stopping = true;
        selector.wakeup();
        if (thread.getState() == Thread.State.NEW) {
            finish();
        }
        end.exceptionally(broken -> null).join();
    }

    private void afterPosting() {
        selector.wakeup();
        if (end.isDone()) {
            mailbox.returnAll();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                turn();
            }
        } catch (IOException | RuntimeException | Error e) {
            // Before anything that can fail as well, such as the log where memory is short.
            end.completeExceptionally(e);
            LOG.log(Level.ERROR, "the loop of the node broke", e);
        } finally {
            finish();
        }
    }

    private void finish() {
        try {
            wire.flush();
            wire.close();
            ports.close();
            audience.end();
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the selector", e);
        } finally {
            end.complete(null);
            mailbox.returnAll();
        }
    }

    private void turn() throws IOException {
        select();
        now = clock.now();
        for (SelectionKey key : selector.selectedKeys()) {
            receive(key);
        }
        selector.selectedKeys().clear();
        wire.flush();
        mailbox.open(LETTERS_PER_TURN, turn);
        if (wakeAt <= now) {
            handle(new Input.Wake(), outputs);
        }
        wire.flush();
    }

    private void select() throws IOException {
        if (!mailbox.isEmpty()) {
            selector.selectNow();
        } else if (wakeAt == Long.MAX_VALUE) {
            selector.select();
        } else {
            selector.select(Math.max(1, wakeAt - clock.now()));
        }
    }

    private void receive(SelectionKey key) {
        if (!(key.attachment() instanceof UdpPorts.Port port)) {
            return;
        }
        try {
            int taken = wire.receive(port, DATAGRAMS_PER_TURN, receiver);
            if (taken >= BUSY && !triedBatches) {
                triedBatches = true;
                BatchWire.over(wire, sendFailures).ifPresent(better -> wire = better);
            }
        } catch (ClosedChannelException e) {
            LOG.log(Level.DEBUG, "a DHT socket was closed while its datagrams waited");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "receiving on {0}: {1}", port.local().getHostAddress(), e);
        }
    }

    private void received(UdpPorts.Port port, Endpoint source, ByteBuffer payload) {
        handle(new Input.Datagram(port.index(), source, payload), outputs);
    }

    /** A fault in the core costs one input, not the node. */
    private void handle(Input input, Consumer<? super Output> out) {
        try {
            wakeAt = node.handle(now, input, out);
        } catch (RuntimeException e) {
            faulted(input, e);
            wakeAt = wakeAfterFault(input, now, wakeAt);
        }
        audience.handled();
    }

    private void output(Output output) {
        if (output instanceof Output.Send send) {
            send(send);
        } else {
            audience.accept(output);
        }
    }

    /**
     * When to wake a node that could not say it. Soon, since what it had to do may be undone; but one that
     * fails whenever it is woken must not do so all the time.
     */
    static long wakeAfterFault(Input input, long now, long wakeAt) {
        long soon = now + PAUSE_AFTER_FAULT;
        return input instanceof Input.Wake ? soon : Math.min(wakeAt, soon);
    }

    private void faulted(Object what, RuntimeException e) {
        faults++;
        if (Long.bitCount(faults) == 1) {
            LOG.log(Level.ERROR, "fault number " + faults + " in the node, at " + what, e);
        }
    }

    private void send(Output.Send send) {
        Optional<UdpPorts.Port> port =
                ports.sender(send.channel(), send.target().family());
        if (port.isPresent()) {
            wire.send(port.get(), send.target(), send.payload());
        }
    }

    private final class ThisTurn implements Turn {
        @Override
        public Node node() {
            return node;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public void handle(Input input) {
            Loop.this.handle(input, outputs);
        }

        @Override
        public void handle(Input input, Consumer<? super Output> witness) {
            Loop.this.handle(input, output -> {
                output(output);
                if (!(output instanceof Output.Send)) {
                    witness.accept(output);
                }
            });
        }
    }

    private record Question<T>(Function<? super Turn, ? extends T> question, CompletableFuture<T> answer)
            implements Mailbox.Letter {
        @Override
        public void open(Turn turn) {
            try {
                answer.complete(question.apply(turn));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            } catch (Error e) {
                // Ends the loop, which can no longer be relied on; but whoever asked waits for an answer.
                answer.completeExceptionally(e);
                throw e;
            }
        }

        @Override
        public void returnToSender() {
            answer.completeExceptionally(new KadNodeException(KadNodeException.Kind.CLOSED, "the node is stopping"));
        }
    }

    private record Deed(Consumer<? super Turn> deed) implements Mailbox.Letter {
        @Override
        public void open(Turn turn) {
            deed.accept(turn);
        }

        @Override
        public void returnToSender() {}
    }
}
