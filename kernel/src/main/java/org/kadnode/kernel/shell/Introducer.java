package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.kadnode.kernel.os.Reason;
import org.kadnode.kernel.settings.HostAndPort;
import org.kadnode.kernel.settings.Secrets;
import org.kadnode.plugins.Family;

/**
 * Brings the node into the swarm: meets the peers of {@code --peer} and of the peer file as long as a
 * family has no node. At once at first, then less and less often; from the beginning when the last node
 * is lost. Host names are looked up anew each time, and the file is read anew, so that what the
 * user changes helps without a restart.
 */
final class Introducer implements Requests.JoinWatch, AutoCloseable {

    private static final Logger LOG = System.getLogger(Introducer.class.getName());

    /** Peers met in a round. With more in the file, each round takes the next ones. */
    static final int PEERS_PER_ROUND = 256;

    /** Addresses taken of one host name. */
    private static final int ADDRESSES_PER_NAME = 16;

    /** Different problems with peers that are logged. */
    private static final int MOST_TOLD = 64;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final List<String> peers;
    private final Optional<PeerFile> file;
    private final HostNames hostNames;
    private final Consumer<InetSocketAddress> meeting;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Set<HostAndPort> beingLookedUp = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Family> lonely;
    private boolean startOver;
    private int round;
    private int position;

    /**
     * Makes the introducer; {@link #start} sets it going.
     *
     * @param families the node's families, all of them without a node
     * @param peers addresses as the user wrote them, each of the form of {@link HostAndPort}
     * @param file where to find more
     * @param meeting meets an address; whom the node has no time to meet has another chance in a later round
     */
    Introducer(
            Set<Family> families,
            List<String> peers,
            Optional<PeerFile> file,
            HostNames hostNames,
            Consumer<InetSocketAddress> meeting) {
        this.peers = List.copyOf(peers);
        this.file = file;
        this.hostNames = hostNames;
        this.meeting = meeting;
        lonely = EnumSet.copyOf(families);
        thread = Thread.ofVirtual().name("kadnode introducer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void changed(Family family, boolean joined) {
        lock.lock();
        try {
            if (joined) {
                lonely.remove(family);
            } else {
                lonely.add(family);
                startOver = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** How long to wait after a round, the first one being number 0. */
    static Duration waitAfter(int round) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(round, 30));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private void run() {
        try {
            while (true) {
                introduce(awaitLoneliness());
                rest(waitAfter(round));
                round++;
            }
        } catch (InterruptedException closed) {
            LOG.log(Level.DEBUG, "no more introductions");
        }
    }

    private Set<Family> awaitLoneliness() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (lonely.isEmpty()) {
                changed.await();
            }
            // Here and not while resting: a node may be lost while nobody rests, and one round is for it.
            if (startOver) {
                startOver = false;
                round = 0;
            }
            return EnumSet.copyOf(lonely);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for some time, or until a node is lost. */
    private void rest(Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.NANOSECONDS.convert(wait);
            while (!startOver && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Either outcome is dealt with right here.
    private void introduce(Set<Family> families) {
        List<HostAndPort> candidates = candidates();
        int count = Math.min(PEERS_PER_ROUND, candidates.size());
        for (int i = 0; i < count; i++) {
            HostAndPort candidate = candidates.get((position + i) % candidates.size());
            if (beingLookedUp.add(candidate)) {
                hostNames.lookUp(candidate).whenComplete((addresses, problem) -> {
                    beingLookedUp.remove(candidate);
                    if (problem == null) {
                        meetAll(addresses, families);
                    } else {
                        tell("Cannot resolve the peer " + candidate + ": " + problem.getMessage());
                    }
                });
            }
        }
        position += count;
    }

    private void meetAll(List<InetSocketAddress> addresses, Set<Family> families) {
        addresses.stream()
                .filter(address -> families.contains(Family.of(address.getAddress())))
                .limit(ADDRESSES_PER_NAME)
                .forEach(meeting);
    }

    private List<HostAndPort> candidates() {
        List<String> texts = new ArrayList<>(peers);
        file.ifPresent(from -> {
            try {
                PeerFile.Peers read = from.read();
                texts.addAll(read.learned());
                texts.addAll(read.seeds());
                if (!read.complete()) {
                    tell("Peer file " + from.path() + ": only the first " + PeerFile.MOST_PEERS + " peers are used");
                }
            } catch (IOException e) {
                tell("Cannot read the peer file " + from.path() + ": " + Reason.of(e));
            }
        });
        List<HostAndPort> candidates = new ArrayList<>();
        for (String text : texts) {
            HostAndPort.parse(text)
                    .ifPresentOrElse(candidates::add, () -> tell("'" + text + "' is not the address of a peer"));
        }
        return candidates;
    }

    /** Says each thing once, not each round. */
    private void tell(String thing) {
        // A file of keys may have been taken for one of peers.
        String problem = Secrets.hidden(thing);
        if (told.size() < MOST_TOLD && told.add(problem)) {
            LOG.log(Level.WARNING, problem);
        }
    }
}
