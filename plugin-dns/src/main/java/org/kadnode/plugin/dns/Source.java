package org.kadnode.plugin.dns;

import java.time.Duration;

/** Where answers come from that have to be waited for. */
@FunctionalInterface
interface Source {

    /**
     * An answer.
     *
     * @param answer what is known
     * @param complete whether asking again soon would bring no more
     */
    record Found(Answer answer, boolean complete) {}

    /**
     * Finds the answer to a question. Blocks.
     *
     * @param deadline when to give up, as {@link org.kadnode.plugins.Tasks#now} counts
     * @throws org.kadnode.plugins.KadNodeException if the node cannot search now
     */
    Found find(Question question, Duration deadline) throws InterruptedException;

    /**
     * Waits until asking again would bring all there is. Blocks.
     *
     * @param question one to which an answer was incomplete
     * @param deadline when to give up
     */
    default void exhaust(Question question, Duration deadline) throws InterruptedException {}
}
