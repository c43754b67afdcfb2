package org.kadnode.plugin.portfwd;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Questions over UDP to one gateway. Each has a socket of its own, connected to the gateway: the system lets nobody else
 * answer, and whoever forges the gateway's address must guess the port.
 */
final class Exchange {

    /** Datagrams that are looked at for one packet of ours: what else comes is a flood. */
    private static final int MOST_ANSWERS = 16;

    private final Gateway gateway;
    private final int port;

    /**
     * Nothing is sent yet.
     *
     * @param port the UDP port of the gateway
     */
    Exchange(Gateway gateway, int port) {
        this.gateway = gateway;
        this.port = port;
    }

    /**
     * Asks until the right answer comes.
     *
     * @param question what to send
     * @param waits how long to wait after each sending, which are as many
     * @param reader what a datagram means; empty if it does not answer this question
     * @return the first answer
     * @throws NoAnswerException if there is none
     * @throws IOException if the question cannot be sent
     * @throws InterruptedException if the thread is interrupted
     */
    <T> T ask(byte[] question, List<Duration> waits, Function<byte[], Optional<T>> reader)
            throws IOException, InterruptedException {
        boolean nonsense = false;
        try (DatagramSocket socket = open()) {
            for (Duration wait : waits) {
                socket.send(new DatagramPacket(question, question.length));
                long deadline = System.nanoTime() + wait.toNanos();
                for (int i = 0; i < MOST_ANSWERS; i++) {
                    Optional<byte[]> datagram = receive(socket, deadline);
                    if (datagram.isEmpty()) {
                        break;
                    }
                    Optional<T> answer = reader.apply(datagram.get());
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                    nonsense = true;
                }
            }
        } catch (PortUnreachableException e) {
            throw new NoAnswerException("not offered");
        } catch (IOException e) {
            // Interrupting a virtual thread closes the socket on which it waits.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
        throw new NoAnswerException(nonsense ? "answers make no sense" : "no answer");
    }

    /**
     * Sends several messages at once, for which there is not much time: again after half of it, unless as many answers came.
     *
     * @param messages what to send
     * @param patience how long it may take
     * @throws IOException if they cannot be sent
     */
    void tell(List<byte[]> messages, Duration patience) throws IOException {
        try (DatagramSocket socket = open()) {
            for (int round = 0; round < 2; round++) {
                for (byte[] message : messages) {
                    socket.send(new DatagramPacket(message, message.length));
                }
                long deadline = System.nanoTime() + patience.dividedBy(2).toNanos();
                int answers = 0;
                while (answers < messages.size() && receive(socket, deadline).isPresent()) {
                    answers++;
                }
                if (answers == messages.size()) {
                    return;
                }
            }
        }
    }

    private DatagramSocket open() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(gateway.own(), 0));
        try {
            socket.connect(new InetSocketAddress(gateway.address(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Optional<byte[]> receive(DatagramSocket socket, long deadline) throws IOException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            return Optional.empty();
        }
        DatagramPacket packet = new DatagramPacket(new byte[Pcp.LONGEST + 1], Pcp.LONGEST + 1);
        socket.setSoTimeout((int) left);
        try {
            socket.receive(packet);
            return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }
}
