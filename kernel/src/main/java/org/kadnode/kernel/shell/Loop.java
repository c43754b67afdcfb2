package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;

/**
 * The one thread that touches the node. Each turn it reads the clock once, takes datagrams from the
 * sockets and hands them to the node, sends what the node answers before it takes the next, opens
 * letters of other threads, and wakes the node when its time has come. It runs no foreign code and
 * waits for nothing but the selector.
 */
final class Loop implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Loop.class.getName());

    /** Datagrams taken from one socket in a turn, so that letters and the other sockets get their share. */
    static final int DATAGRAMS_PER_TURN = 64;

    /** Letters opened in a turn. */
    static final int LETTERS_PER_TURN = 64;

    /** How long a node that failed is left alone, in milliseconds. */
    static final int PAUSE_AFTER_FAULT = 1000;

    /** The longest UDP payload. Longer than any message should be, but others do send 5 KB and more. */
    private static final int LONGEST_DATAGRAM = 65_535;

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
    private final ByteBuffer inbound = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);
    private volatile boolean stopping;

    // Loop thread only.
    private long now;
    private long wakeAt;
    private Endpoint asker = NOBODY;
    private InetSocketAddress askerAddress = NOBODY.toSocketAddress();
    private long sendFailures;
    private long faults;

    private static final Endpoint NOBODY = Endpoint.of(new InetSocketAddress(0));

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
        mailbox.followUp(new Deed(turn -> guarded("a follow-up", () -> deed.accept(turn))));
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
        mailbox.open(LETTERS_PER_TURN, turn);
        if (wakeAt <= now) {
            handle(new Input.Wake(), audience);
        }
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
            for (int taken = 0; taken < DATAGRAMS_PER_TURN; taken++) {
                inbound.clear();
                InetSocketAddress source = (InetSocketAddress) port.channel().receive(inbound);
                if (source == null) {
                    return;
                }
                // An IPv6 socket of Java hears IPv4, too; that family has its own DHT and its own socket.
                if (Family.of(source.getAddress()) == port.family()) {
                    asker = Endpoint.of(source);
                    askerAddress = source;
                    handle(new Input.Datagram(port.index(), asker, inbound.flip()), audience);
                }
            }
        } catch (ClosedChannelException e) {
            LOG.log(Level.DEBUG, "a DHT socket was closed while its datagrams waited");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "receiving on {0}: {1}", port.local().getHostAddress(), e);
        }
    }

    /** A fault in the core costs one input, not the node. */
    private void handle(Input input, Consumer<? super Output> others) {
        boolean handled = guarded(
                input,
                () -> wakeAt = node.handle(now, input, output -> {
                    if (output instanceof Output.Send send) {
                        send(send);
                    } else {
                        others.accept(output);
                    }
                }));
        if (!handled) {
            wakeAt = wakeAfterFault(input, now, wakeAt);
        }
        audience.handled();
    }

    /**
     * When to wake a node that could not say it. Soon, since what it had to do may be undone; but one that
     * fails whenever it is woken must not do so all the time.
     */
    static long wakeAfterFault(Input input, long now, long wakeAt) {
        long soon = now + PAUSE_AFTER_FAULT;
        return input instanceof Input.Wake ? soon : Math.min(wakeAt, soon);
    }

    private boolean guarded(Object what, Runnable deed) {
        try {
            deed.run();
            return true;
        } catch (RuntimeException e) {
            faults++;
            if (Long.bitCount(faults) == 1) {
                LOG.log(Level.ERROR, "fault number " + faults + " in the node, at " + what, e);
            }
            return false;
        }
    }

    private void send(Output.Send send) {
        UdpPorts.Port port =
                ports.sender(send.channel(), send.target().family()).orElse(null);
        if (port == null) {
            return;
        }
        InetSocketAddress target =
                send.target().equals(asker) ? askerAddress : send.target().toSocketAddress();
        try {
            if (port.channel().send(send.payload(), target) == 0) {
                sendFailures++;
            }
        } catch (IOException | IllegalArgumentException e) {
            // No route, forbidden by a packet filter, the network just went away: as good as a lost packet.
            sendFailures++;
            if (Long.bitCount(sendFailures) == 1) {
                LOG.log(Level.DEBUG, "failure number " + sendFailures + " in sending, to " + send.target(), e);
            }
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
            Loop.this.handle(input, audience);
        }

        @Override
        public void handle(Input input, Consumer<? super Output> witness) {
            Loop.this.handle(input, output -> {
                audience.accept(output);
                witness.accept(output);
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
