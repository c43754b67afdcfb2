package org.kadnode.plugin.dns.proxy;

/** A way to ask one upstream. Any thread. */
interface Exchange extends AutoCloseable {

    /**
     * Asks and waits for the answer.
     *
     * @throws InterruptedException if the calling thread is interrupted; all sockets of the question are closed then
     */
    Outcome ask(UpstreamQuery question, Deadline deadline) throws InterruptedException;

    /** Lets go of what is kept between questions. */
    @Override
    default void close() {}
}
