package org.kadnode.plugin.dns.proxy;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Tasks;
import org.xbill.DNS.Rcode;

/**
 * Asks over UDP, from a new socket with a port drawn at random each time, and over TCP what does not fit or what somebody
 * else may be trying to answer. Any thread.
 */
final class PlainExchange implements Exchange {

    /** So many datagrams that do not fit, and somebody is guessing; TCP is not to be guessed. */
    static final int MOST_FLAWED = 32;

    /** Longer datagrams are cut off here, and then malformed. */
    private static final int LONGEST_DATAGRAM = 4096;

    /** RFC 5452, section 4.5: all ports but those of well-known services. */
    private static final int FIRST_PORT = 1024;

    private static final int PORT_BOUND = 65536;

    private static final int MOST_PORTS_TRIED = 16;

    private final InetSocketAddress server;
    private final Family family;
    private final Health health;
    private final Tally tally;
    private final Tasks tasks;
    private final RandomGenerator random;

    PlainExchange(InetSocketAddress server, Health health, Tally tally, Tasks tasks, RandomGenerator random) {
        this.server = server;
        this.family = Family.of(server.getAddress());
        this.health = health;
        this.tally = tally;
        this.tasks = tasks;
        this.random = random;
    }

    @Override
    public Outcome ask(UpstreamQuery question, Deadline deadline) throws InterruptedException {
        try {
            Outcome outcome = overUdp(question, true, deadline);
            boolean knowsNoEdns = outcome instanceof Outcome.Failing failing && failing.code() == Rcode.FORMERR;
            return knowsNoEdns ? overUdp(question, false, deadline) : outcome;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return new Outcome.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    private Outcome overUdp(UpstreamQuery question, boolean edns, Deadline deadline) throws IOException {
        WireQuery.Letters letters =
                health.keepsCase(tasks.now()) ? WireQuery.Letters.MIXED : WireQuery.Letters.AS_ASKED;
        WireQuery query = WireQuery.plain(question, edns, letters, random);
        int flawed = 0;
        try (DatagramSocket socket = socket()) {
            socket.send(new DatagramPacket(query.bytes(), query.bytes().length));
            Duration sent = tasks.now();
            while (flawed < MOST_FLAWED && !deadline.isOver()) {
                switch (query.judge(receive(socket, deadline))) {
                    case WireQuery.Fits fits -> {
                        if (fits.sameCase() || letters == WireQuery.Letters.AS_ASKED) {
                            return Outcome.of(fits.message(), tasks.now().minus(sent));
                        }
                        tally.count(Flaw.WRONG_CASE);
                        return overTcp(question, edns, deadline);
                    }
                    case WireQuery.Truncated truncated -> {
                        return overTcp(question, edns, deadline);
                    }
                    case WireQuery.Bare bare -> {
                        return bare.outcome();
                    }
                    case WireQuery.Flawed bad -> {
                        tally.count(bad.flaw());
                        flawed++;
                    }
                }
            }
        } catch (SocketTimeoutException e) {
            return flawed == 0 ? new Outcome.TimedOut() : new Outcome.Garbled();
        }
        return overTcp(question, edns, deadline);
    }

    private static byte[] receive(DatagramSocket socket, Deadline deadline) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST_DATAGRAM], LONGEST_DATAGRAM);
        socket.setSoTimeout(deadline.socketMillis());
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** A socket that hears the server only, at a port that is hard to guess. */
    private DatagramSocket socket() throws IOException {
        DatagramChannel channel = open();
        try {
            bind(channel);
            channel.connect(server);
            return channel.socket();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private DatagramChannel open() throws IOException {
        try {
            return DatagramChannel.open(family.protocol());
        } catch (UnsupportedOperationException e) {
            throw new IOException("this machine has no " + family.label(), e);
        }
    }

    private void bind(DatagramChannel channel) throws IOException {
        InetAddress any = InetAddress.getByAddress(new byte[family.addressLength()]);
        for (int tries = 1; ; tries++) {
            try {
                channel.bind(new InetSocketAddress(any, random.nextInt(FIRST_PORT, PORT_BOUND)));
                return;
            } catch (BindException taken) {
                if (tries == MOST_PORTS_TRIED) {
                    throw taken;
                }
            }
        }
    }

    /** Who answers here is who was asked, so letters in another case are the server's own doing. */
    private Outcome overTcp(UpstreamQuery question, boolean edns, Deadline deadline) throws IOException {
        tally.overTcp.increment();
        WireQuery query = WireQuery.plain(question, edns, WireQuery.Letters.MIXED, random);
        try (Socket socket = new Socket()) {
            socket.connect(server, deadline.socketMillis());
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(Frames.frame(query.bytes()));
            Duration sent = tasks.now();
            return switch (query.judge(Frames.read(socket.getInputStream(), socket, deadline))) {
                case WireQuery.Fits fits -> {
                    if (!fits.sameCase()) {
                        health.losesCase(tasks.now());
                    }
                    yield Outcome.of(fits.message(), tasks.now().minus(sent));
                }
                case WireQuery.Bare bare -> bare.outcome();
                case WireQuery.Truncated truncated -> tally.garbled(Flaw.MALFORMED);
                case WireQuery.Flawed bad -> tally.garbled(bad.flaw());
            };
        } catch (SocketTimeoutException e) {
            return new Outcome.TimedOut();
        }
    }
}
