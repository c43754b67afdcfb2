package org.kadnode.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterruptibleTest {

    private final Interruptible work = new Interruptible();

    @Test
    void workThatIsGivenUpIsInterruptedAndLeavesNoInterrupt() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean(true);
        Thread worker = Thread.startVirtualThread(() -> {
            work.run(() -> {
                begun.countDown();
                assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
                Thread.currentThread().interrupt();
            });
            left.set(Thread.currentThread().isInterrupted());
        });
        begun.await();

        work.giveUp();
        worker.join();

        assertFalse(left.get());
    }

    @Test
    void workThatBeginsTooLateIsInterruptedAtOnce() {
        AtomicBoolean interrupted = new AtomicBoolean();
        work.giveUp();

        work.run(() -> interrupted.set(Thread.currentThread().isInterrupted()));

        assertTrue(interrupted.get());
    }

    @Test
    void whoeverGivesUpAfterTheEndInterruptsNobody() {
        work.run(() -> {});

        work.giveUp();

        assertFalse(Thread.currentThread().isInterrupted());
    }
}
