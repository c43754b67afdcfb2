package org.kadnode.plugins;

import java.time.Duration;

/**
 * Runs the work of a plugin on virtual threads, each named after the plugin and the task. What a task
 * throws is logged under that name and ends it alone. All tasks are interrupted when the plugin stops.
 *
 * <p>Time comes from here, too, so that a test can drive it.
 */
public interface Tasks {

    /** Work that may block and may fail. */
    @FunctionalInterface
    interface Job {
        /**
         * Does the work.
         *
         * @throws Exception if it fails; logged
         */
        void run() throws Exception;
    }

    /** A task that can be given up. */
    @FunctionalInterface
    interface Handle {
        /** Interrupts the task if it runs and does not run it again. Idempotent. */
        void cancel();
    }

    /**
     * Runs a job now.
     *
     * @param name what to call it in logs, e.g. {@code dns udp [::1]:3535}
     * @param job the work
     * @return a way to give it up
     */
    Handle start(String name, Job job);

    /**
     * Runs a job once, later.
     *
     * @param name what to call it in logs
     * @param delay how long to wait, at least zero
     * @param job the work
     * @return a way to give it up
     */
    Handle after(String name, Duration delay, Job job);

    /**
     * Runs a job again and again, never twice at a time.
     *
     * @param name what to call it in logs
     * @param period the time from the end of one run to the start of the next; also before the first
     * @param job the work
     * @return a way to give it up
     */
    Handle every(String name, Duration period, Job job);

    /**
     * The time that has passed since some fixed moment; never goes back.
     *
     * @return monotonic time
     */
    Duration now();

    /**
     * The time that is left until a deadline.
     *
     * @param deadline a time as {@link #now} counts
     * @return what is left; zero if it has passed
     */
    default Duration until(Duration deadline) {
        Duration left = deadline.minus(now());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
