package org.kadnode.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a node of the DHT for the nodes near random targets (BEP 5, {@code find_node}), from many addresses of this machine, as
 * those who ask are many in the network, too. A program: its arguments are the port on 127.0.0.1, seconds, how many queries may be
 * under way, and how many are sent a second (0: as fast as answers come). It prints one line: queries sent, answers, answers
 * with eight nodes, and the microseconds within which 50, 99 and 99.9 of 100 answers came, but for those of the first two seconds.
 */
public final class QueryLoad {

    /** So many that none of them asks more than the 100 times a second that a node grants each. */
    private static final int SOURCES = 2048;

    /** Addresses of a network that are no network's own and no broadcast. */
    private static final int HOSTS = 254;

    /**
     * Until this program is warm, at most: it is compiled on the processor on which it waits for answers, so that what it would
     * time is itself.
     */
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LOST_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int LONGEST = 2048;
    private static final byte[] EIGHT_NODES = "5:nodes208:".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_BYTES = 20;

    private final Random random = new Random(1);
    private final Selector selector;
    private final InetSocketAddress target;
    private final ByteBuffer query;
    private final int targetAt;
    private final int numberAt;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(LONGEST);
    private final DatagramChannel[] sources = new DatagramChannel[SOURCES];

    /** When the query of each source was sent; 0 if none is under way. */
    private final long[] sentAt = new long[SOURCES];

    private final Queue<Integer> free = new ArrayDeque<>();
    private long sent;
    private long full;
    private int answers;

    /** Whether answers are timed, and how many were. */
    private boolean timing;

    private int timed;
    private long[] nanos = new long[1 << 20];

    private QueryLoad(int port) throws IOException {
        selector = Selector.open();
        target = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        query = ByteBuffer.allocateDirect(LONGEST);
        put("d1:ad2:id20:");
        query.put(id);
        put("6:target20:");
        targetAt = query.position();
        query.put(id);
        put("e1:q9:find_node1:t4:");
        numberAt = query.position();
        put("xxxx1:y1:qe");
        query.flip();
        for (int i = 0; i < SOURCES; i++) {
            DatagramChannel source = DatagramChannel.open(StandardProtocolFamily.INET);
            source.configureBlocking(false);
            byte[] address = {127, 1, (byte) (i / HOSTS), (byte) (i % HOSTS + 1)};
            source.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
            source.connect(target);
            source.register(selector, SelectionKey.OP_READ, i);
            sources[i] = source;
            free.add(i);
        }
    }

    private void put(String text) {
        query.put(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Asks.
     *
     * @param words port, seconds, window, rate
     * @throws IOException if the network fails
     */
    public static void main(String[] words) throws IOException {
        QueryLoad load = new QueryLoad(Integer.parseInt(words[0]));
        load.run(
                (long) (Double.parseDouble(words[1]) * TimeUnit.SECONDS.toNanos(1)),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]));
        load.print();
    }

    private void run(long span, int window, int rate) throws IOException {
        long begin = System.nanoTime();
        long lookedAt = begin;
        int underWay = 0;
        while (true) {
            long now = System.nanoTime();
            if (now - begin >= span) {
                return;
            }
            timing = now - begin >= Math.min(WARM_UP_NANOS, span / 2);
            long due = rate == 0 ? Long.MAX_VALUE : (long) ((now - begin) / 1e9 * rate);
            while (underWay < window && sent < due && !free.isEmpty()) {
                ask(free.remove(), now);
                underWay++;
            }
            underWay -= hear(rate == 0 || underWay >= window);
            if (now - lookedAt > LOST_AFTER_NANOS) {
                lookedAt = now;
                underWay -= giveUp(now);
            }
            if (rate != 0) {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    private void ask(int source, long now) throws IOException {
        for (int i = 0; i < ID_BYTES; i += Integer.BYTES) {
            query.putInt(targetAt + i, random.nextInt());
        }
        query.putInt(numberAt, source);
        query.rewind();
        if (sources[source].write(query) > 0) {
            sentAt[source] = now;
            sent++;
        }
    }

    /** Takes all answers that are there; returns how many came. */
    private int hear(boolean wait) throws IOException {
        int before = answers;
        if (wait) {
            selector.select(key -> hear((Integer) key.attachment()), 10);
        } else {
            selector.selectNow(key -> hear((Integer) key.attachment()));
        }
        return answers - before;
    }

    private void hear(int source) {
        try {
            answer.clear();
            while (sources[source].read(answer) > 0) {
                answer.flip();
                if (sentAt[source] != 0) {
                    count(System.nanoTime() - sentAt[source]);
                    sentAt[source] = 0;
                    free.add(source);
                    full += hasEightNodes() ? 1 : 0;
                }
                answer.clear();
            }
        } catch (IOException unreachable) {
            throw new UncheckedIOException("nobody listens at " + target, unreachable);
        }
    }

    private void count(long took) {
        answers++;
        if (timing) {
            if (timed == nanos.length) {
                nanos = Arrays.copyOf(nanos, timed * 2);
            }
            nanos[timed++] = took;
        }
    }

    private boolean hasEightNodes() {
        for (int at = 0; at + EIGHT_NODES.length <= answer.limit(); at++) {
            int matching = 0;
            while (matching < EIGHT_NODES.length && answer.get(at + matching) == EIGHT_NODES[matching]) {
                matching++;
            }
            if (matching == EIGHT_NODES.length) {
                return true;
            }
        }
        return false;
    }

    /** Queries that were lost must not fill the window for ever. */
    private int giveUp(long now) {
        int lost = 0;
        for (int i = 0; i < SOURCES; i++) {
            if (sentAt[i] != 0 && now - sentAt[i] > LOST_AFTER_NANOS) {
                sentAt[i] = 0;
                free.add(i);
                lost++;
            }
        }
        return lost;
    }

    private void print() {
        long[] all = Arrays.copyOf(nanos, timed);
        Arrays.sort(all);
        System.out.printf(
                "%d %d %d %.1f %.1f %.1f%n",
                sent, answers, full, within(all, 0.5), within(all, 0.99), within(all, 0.999));
    }

    private static double within(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e3;
    }
}
