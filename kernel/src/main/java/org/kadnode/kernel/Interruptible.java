package org.kadnode.kernel;

import org.jspecify.annotations.Nullable;

/** Work that another thread may tell to end. Nothing of the interrupt is left when the work is over. */
final class Interruptible {

    private @Nullable Thread worker;
    private boolean givenUp;

    /** Does the work on the calling thread; interrupted from the beginning if it was given up before. */
    void run(Runnable work) {
        begin();
        try {
            work.run();
        } finally {
            end();
        }
    }

    /** Interrupts the work if it runs, or else when it begins. */
    synchronized void giveUp() {
        givenUp = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    private synchronized void begin() {
        worker = Thread.currentThread();
        if (givenUp) {
            worker.interrupt();
        }
    }

    private synchronized void end() {
        worker = null;
        // Cleared with the lock held, after which no interrupt can come.
        Thread.interrupted();
    }
}
