package org.kadnode.kernel.shell;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeEvent;

/**
 * Those who hear of events. Publishing never waits for a listener: each has a bounded queue and a
 * virtual thread of its own.
 */
final class Subscriptions {

    private static final Logger LOG = System.getLogger(Subscriptions.class.getName());

    /** Events that wait for one listener; when more come, the oldest is dropped. */
    static final int WAITING_EVENTS = 1024;

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Tally tally;

    Subscriptions(Tally tally) {
        this.tally = tally;
    }

    /** Tells all listeners. Loop thread. */
    void publish(NodeEvent event) {
        for (Subscriber each : subscribers) {
            each.put(event);
        }
    }

    /**
     * Adds a listener.
     *
     * @param owner whose it is, for the name of its thread and for the log
     */
    KadNode.Subscription add(String owner, Consumer<? super NodeEvent> listener) {
        Subscriber subscriber = new Subscriber(owner, listener);
        subscribers.add(subscriber);
        subscriber.thread.start();
        return subscriber;
    }

    private final class Subscriber implements KadNode.Subscription {

        private final String owner;
        private final Consumer<? super NodeEvent> listener;
        private final Thread thread;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition filled = lock.newCondition();
        private final Queue<NodeEvent> waiting = new ArrayDeque<>();
        private long dropped;

        Subscriber(String owner, Consumer<? super NodeEvent> listener) {
            this.owner = owner;
            this.listener = listener;
            thread = Thread.ofVirtual().name(owner + " events").unstarted(this::run);
        }

        void put(NodeEvent event) {
            lock.lock();
            try {
                if (waiting.size() == WAITING_EVENTS) {
                    waiting.remove();
                    dropped++;
                    tally.dropped();
                }
                waiting.add(event);
                filled.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            subscribers.remove(this);
            thread.interrupt();
        }

        private void run() {
            try {
                while (true) {
                    NodeEvent event = take();
                    reportDropped();
                    tell(event);
                }
            } catch (InterruptedException closed) {
                LOG.log(Level.DEBUG, "{0} hears no more events", owner);
            }
        }

        private NodeEvent take() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (true) {
                    NodeEvent event = waiting.poll();
                    if (event != null) {
                        return event;
                    }
                    filled.await();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Logs without the lock, for which the loop would have to wait. */
        private void reportDropped() {
            long lost;
            lock.lock();
            try {
                lost = dropped;
                dropped = 0;
            } finally {
                lock.unlock();
            }
            if (lost > 0) {
                LOG.log(Level.WARNING, "{0} is too slow: {1} events were dropped", owner, lost);
            }
        }

        private void tell(NodeEvent event) {
            try {
                listener.accept(event);
            } catch (Throwable e) {
                // An Error of a plugin, such as a class that is missing, must not end its hearing unsaid.
                LOG.log(Level.WARNING, owner + " failed at an event", e);
            }
        }
    }
}
