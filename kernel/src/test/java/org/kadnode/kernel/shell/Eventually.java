package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another thread or process will do. */
public final class Eventually {

    /** Far longer than anything here takes, so that a slow machine fails no test. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private Eventually() {}

    /** Returns as soon as the condition holds; fails if it never does. */
    public static void eventually(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                fail("waited in vain until " + what);
            }
            Thread.sleep(5);
        }
    }
}
