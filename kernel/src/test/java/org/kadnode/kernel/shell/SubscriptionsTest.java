package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeEvent;

class SubscriptionsTest {

    private static final NodeEvent JOINED = new NodeEvent.Joined(Family.IPV4);
    private static final NodeEvent LONELY = new NodeEvent.Lonely(Family.IPV4);
    private static final NodeEvent LAST = new NodeEvent.Lonely(Family.IPV6);

    private final Subscriptions subscriptions = new Subscriptions(new Tally());
    private final BlockingQueue<NodeEvent> heard = new LinkedBlockingQueue<>();

    @Test
    void eventsComeInOrder() throws InterruptedException {
        subscriptions.add("test", heard::add);

        subscriptions.publish(JOINED);
        subscriptions.publish(LONELY);

        assertEquals(JOINED, heard.take());
        assertEquals(LONELY, heard.take());
    }

    @Test
    @Timeout(30)
    void aListenerThatThrowsHearsOn() throws InterruptedException {
        subscriptions.add("test", event -> {
            heard.add(event);
            if (event.equals(JOINED)) {
                throw new IllegalStateException("as planned");
            }
            throw new NoClassDefFoundError("as planned");
        });

        subscriptions.publish(JOINED);
        subscriptions.publish(LONELY);
        subscriptions.publish(LAST);

        assertEquals(JOINED, heard.take());
        assertEquals(LONELY, heard.take());
        assertEquals(LAST, heard.take());
    }

    @Test
    void aSlowListenerLosesTheOldestEventsAndHoldsNobodyUp() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        subscriptions.add("slow", event -> {
            begun.countDown();
            awaitCalmly(slow);
            heard.add(event);
        });
        subscriptions.publish(JOINED);
        begun.await();

        subscriptions.publish(JOINED);
        for (int i = 0; i < Subscriptions.WAITING_EVENTS - 1; i++) {
            subscriptions.publish(LONELY);
        }
        subscriptions.publish(LAST);
        slow.countDown();

        List<NodeEvent> all = new ArrayList<>();
        while (all.isEmpty() || !all.getLast().equals(LAST)) {
            all.add(heard.take());
        }
        assertEquals(JOINED, all.getFirst());
        assertEquals(LONELY, all.get(1), "the second JOINED was the oldest that waited");
        assertEquals(Subscriptions.WAITING_EVENTS + 1, all.size());
    }

    @Test
    void whoeverClosesHearsNoMore() throws InterruptedException {
        KadNode.Subscription first = subscriptions.add("first", event -> heard.add(LONELY));
        BlockingQueue<NodeEvent> others = new LinkedBlockingQueue<>();
        subscriptions.add("second", others::add);

        first.close();
        subscriptions.publish(JOINED);

        assertEquals(JOINED, others.take());
        assertEquals(List.of(), List.copyOf(heard));
    }

    private static void awaitCalmly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
