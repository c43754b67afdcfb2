package org.kadnode.plugin.portfwd;

import java.time.Duration;
import java.util.List;

/**
 * One gateway, asked by one protocol. Blocks, but not for longer than the protocol needs to find out that there is no answer.
 * Requests come from one thread at a time.
 */
interface PortControl extends AutoCloseable {

    /**
     * Asks.
     *
     * @param request one for this protocol
     * @return what came of it
     * @throws InterruptedException if the thread is interrupted
     */
    Answer ask(Request request) throws InterruptedException;

    /**
     * Has ports forwarded no longer, at the end, when there is no time to ask again and again. May be called while another
     * thread asks something else.
     *
     * @param ports what to close
     * @param patience how long it may take
     */
    void closeAll(List<Request.Close> ports, Duration patience);

    @Override
    void close();
}
