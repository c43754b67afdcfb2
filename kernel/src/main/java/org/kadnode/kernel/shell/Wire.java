package org.kadnode.kernel.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.model.Endpoint;

/** How datagrams pass between the sockets and the loop. Loop thread only. */
interface Wire extends AutoCloseable {

    /** Bytes taken of a datagram: enough to see that one is longer than the node looks at. */
    int LONGEST_RECEIVED = Input.Datagram.LONGEST + 1;

    /** Takes what arrives. */
    @FunctionalInterface
    interface Receiver {
        /**
         * A datagram has arrived.
         *
         * @param payload valid during the call
         */
        void received(UdpPorts.Port port, Endpoint source, ByteBuffer payload);
    }

    /**
     * Takes datagrams that wait at a socket.
     *
     * @param most how many at most
     * @return how many came
     * @throws IOException if the network fails, or the socket was closed
     */
    int receive(UdpPorts.Port port, int most, Receiver receiver) throws IOException;

    /** Sends a datagram, at the next {@link #flush} at the latest. */
    void send(UdpPorts.Port port, Endpoint target, ByteBuffer payload);

    /** Sends what has not left yet. */
    void flush();

    @Override
    void close();
}
