package org.kadnode.kernel.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Datagrams that pass between UDP sockets and this program many at a time, recvmmsg(2) and sendmmsg(2): a system call costs
 * as much as all that is done with a datagram, and Java makes one for each. Nothing is allocated for a datagram. Addresses are
 * the two words of their IPv6 form, an IPv4 address being mapped (RFC 4291, 2.5.5.2).
 *
 * <p>Belongs to the thread that opened it.
 */
public interface DatagramBatch extends AutoCloseable {

    /** Datagrams taken with one call, and sent with one at most. */
    int MOST = 32;

    /** The longest datagram that can be sent. */
    int LONGEST_SENT = 2048;

    /**
     * Makes room for a batch.
     *
     * @param longest bytes taken of a datagram; the rest of a longer one is lost
     * @return a batch; empty if this Java or this system has none, or Java was not allowed to call the C library
     */
    static Optional<DatagramBatch> open(int longest) {
        return NativeCalls.datagramBatch(longest);
    }

    /**
     * Takes the datagrams that wait at a socket. They stay until the next call.
     *
     * @param descriptor number of the socket in this process
     * @return how many, at most {@link #MOST}; fewer if no more are there
     * @throws IOException if the network fails
     */
    int receive(int descriptor) throws IOException;

    /**
     * Where a datagram came from.
     *
     * @param datagram 0 for the first one that {@link #receive} took
     * @return the upper word of the address
     */
    long addressHigh(int datagram);

    /**
     * Where a datagram came from.
     *
     * @param datagram as for {@link #addressHigh}
     * @return the lower word of the address
     */
    long addressLow(int datagram);

    /**
     * Where a datagram came from.
     *
     * @param datagram as for {@link #addressHigh}
     * @return the port
     */
    int port(int datagram);

    /**
     * What is in a datagram.
     *
     * @param datagram as for {@link #addressHigh}
     * @return a view of its bytes
     */
    ByteBuffer payload(int datagram);

    /**
     * Copies a datagram that {@link #send} is to send.
     *
     * @param addressHigh the upper word of the address
     * @param addressLow its lower word; a socket of IPv4 needs a mapped address, one of IPv6 any other
     * @param port the port
     * @param payload at most {@value #LONGEST_SENT} bytes, which are read
     */
    void add(long addressHigh, long addressLow, int port, ByteBuffer payload);

    /**
     * How many datagrams were added since the last {@link #send}.
     *
     * @return at most {@link #MOST}, and no more can be added then
     */
    int added();

    /**
     * Sends all that was added, and leaves out what cannot be sent.
     *
     * @param descriptor number of the socket in this process
     * @return how many were left out: no room, no route, forbidden by a packet filter
     */
    int send(int descriptor);

    /** Gives the memory back. */
    @Override
    void close();
}
