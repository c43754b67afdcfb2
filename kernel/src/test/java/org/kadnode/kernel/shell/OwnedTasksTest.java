package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;

class OwnedTasksTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final OwnedTasks tasks = new OwnedTasks("dns");
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        tasks.close();
    }

    @Test
    void aTaskRunsOnAVirtualThreadNamedAfterOwnerAndTask() throws InterruptedException {
        tasks.start(
                "udp",
                () -> happened.add(Thread.currentThread().isVirtual() + " "
                        + Thread.currentThread().getName()));

        assertEquals("true dns udp", happened.take());
    }

    @Test
    void aLaterTaskRunsOnceAfterItsDelay() throws InterruptedException {
        Duration before = tasks.now();
        BlockingQueue<Duration> times = new LinkedBlockingQueue<>();

        tasks.after("later", Duration.ofMillis(20), () -> times.add(tasks.now()));

        assertTrue(times.take().minus(before).compareTo(Duration.ofMillis(20)) >= 0);
    }

    @Test
    void aRepeatedTaskGoesOnAfterAFailure() throws InterruptedException {
        tasks.every("again", Duration.ofMillis(1), () -> {
            happened.add("run");
            throw new IllegalStateException("as planned");
        });

        assertEquals("run", happened.take());
        assertEquals("run", happened.take());
    }

    @Test
    @Timeout(30)
    void aRepeatedTaskGoesOnAfterAnError() throws InterruptedException {
        tasks.every("again", Duration.ofMillis(1), () -> {
            happened.add("run");
            throw new NoClassDefFoundError("as planned");
        });

        assertEquals("run", happened.take());
        assertEquals("run", happened.take());
    }

    @Test
    void aCancelledTaskIsInterruptedAndDoesNotRunAgain() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Tasks.Handle handle = tasks.every("again", Duration.ofMillis(1), () -> {
            begun.countDown();
            sleepUntilInterrupted();
        });
        begun.await();

        handle.cancel();

        assertEquals("interrupted", happened.take());
    }

    @Test
    void closingInterruptsWhatRunsAndWhatWaits() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        tasks.start("long", () -> {
            begun.countDown();
            sleepUntilInterrupted();
        });
        tasks.after("waits", NEVER, () -> happened.add("never"));
        begun.await();

        tasks.close();

        assertEquals("interrupted", happened.take());
    }

    @Test
    void nothingStartsAfterClosing() {
        tasks.close();

        KadNodeException refusal =
                assertThrows(KadNodeException.class, () -> tasks.start("late", () -> happened.add("never")));
        assertEquals(KadNodeException.Kind.CLOSED, refusal.kind());
    }

    private void sleepUntilInterrupted() throws InterruptedException {
        try {
            Thread.sleep(NEVER);
        } catch (InterruptedException e) {
            happened.add("interrupted");
            throw e;
        }
    }
}
