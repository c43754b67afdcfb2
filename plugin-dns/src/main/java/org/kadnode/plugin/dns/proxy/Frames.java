package org.kadnode.plugin.dns.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * Messages on a stream, each behind its length (RFC 1035, section 4.2.2; RFC 7766, section 8):
 *
 * <pre>
 * +--------+--------+---------- ... ---+
 * |  length, 2 bytes |  message         |
 * +--------+--------+---------- ... ---+
 * </pre>
 */
final class Frames {

    private static final int LENGTH = 2;

    private Frames() {}

    /** A message with its length before it, to be written at once. */
    static byte[] frame(byte[] message) {
        byte[] frame = new byte[LENGTH + message.length];
        frame[0] = (byte) (message.length >> 8);
        frame[1] = (byte) message.length;
        System.arraycopy(message, 0, frame, LENGTH, message.length);
        return frame;
    }

    /**
     * Reads a message, of at most 65535 bytes.
     *
     * @param in the stream of the socket, or one around it
     * @throws EOFException if the stream ends before
     * @throws SocketTimeoutException if the message is not complete by then, however slowly it trickles in
     */
    static byte[] read(InputStream in, Socket socket, Deadline deadline) throws IOException {
        byte[] length = new byte[LENGTH];
        fill(length, in, socket, deadline);
        byte[] message = new byte[uint16(length, 0)];
        fill(message, in, socket, deadline);
        return message;
    }

    /** Two bytes as a number, in the order of the network. */
    static int uint16(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    private static void fill(byte[] target, InputStream in, Socket socket, Deadline deadline) throws IOException {
        int filled = 0;
        while (filled < target.length) {
            if (deadline.isOver()) {
                throw new SocketTimeoutException("incomplete message");
            }
            socket.setSoTimeout(deadline.socketMillis());
            int more = in.read(target, filled, target.length - filled);
            if (more < 0) {
                throw new EOFException("the server has closed the connection");
            }
            filled += more;
        }
    }
}
