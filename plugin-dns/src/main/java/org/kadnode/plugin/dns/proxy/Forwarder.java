package org.kadnode.plugin.dns.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.Tasks;
import org.xbill.DNS.Message;

/**
 * Asks upstreams what we do not know ourselves. Answers are not kept. Any thread.
 *
 * <p>The fastest upstream by experience is asked first, the next when that one stalls or fails, and the first good answer
 * wins. Those that do not answer rest, and are tried now and then beside another.
 */
public final class Forwarder implements AutoCloseable {

    /** How many upstreams are in use; more are left out. */
    public static final int MOST_UPSTREAMS = 16;

    /** How many queries to upstreams are under way at a time, each with a socket; beyond, questions fail at once. */
    public static final int MOST_QUERIES = 512;

    private final Supplier<List<Upstream>> upstreams;
    private final Predicate<InetSocketAddress> isOurs;
    private final ExchangeFactory exchanges;
    private final Timings timings;
    private final Tasks tasks;
    private final RandomGenerator random;
    private final Semaphore places;
    private Map<Upstream, Server> servers = Map.of();

    /** Makes the way to ask an upstream. */
    @FunctionalInterface
    interface ExchangeFactory {
        Exchange make(Upstream upstream, Health health, Tally tally);
    }

    /**
     * A forwarder, which does nothing until it is asked.
     *
     * @param upstreams tells whom to ask; called for each question
     * @param isOurs tells our own listeners, which are not asked: the question came from there
     * @param authorities who vouches for upstreams with TLS
     * @param timings how long to wait for what
     * @param tasks runs the queries, tells the time
     * @param random draws ids, ports and cases of letters; one that cannot be guessed, except in tests. Any thread uses it
     */
    public Forwarder(
            Supplier<List<Upstream>> upstreams,
            Predicate<InetSocketAddress> isOurs,
            Authorities authorities,
            Timings timings,
            Tasks tasks,
            RandomGenerator random) {
        this(
                upstreams,
                isOurs,
                (upstream, health, tally) -> switch (upstream.transport()) {
                    case PLAIN -> new PlainExchange(upstream.address(), health, tally, tasks, random);
                    case TLS -> new TlsExchange(upstream, authorities, timings, tally, tasks, random);
                },
                timings,
                tasks,
                random,
                MOST_QUERIES);
    }

    Forwarder(
            Supplier<List<Upstream>> upstreams,
            Predicate<InetSocketAddress> isOurs,
            ExchangeFactory exchanges,
            Timings timings,
            Tasks tasks,
            RandomGenerator random,
            int mostQueries) {
        this.upstreams = upstreams;
        this.isOurs = isOurs;
        this.exchanges = exchanges;
        this.timings = timings;
        this.tasks = tasks;
        this.random = random;
        this.places = new Semaphore(mostQueries);
    }

    /**
     * Asks until there is an answer. Blocks.
     *
     * @param question what to ask
     * @param patience how long to wait at most
     * @return what an upstream has answered: NOERROR, NXDOMAIN or YXDOMAIN. The id is that of our query; an OPT record is
     *     left in, for its flags and extended errors, but is not to be passed on (RFC 6891, section 6.1.1)
     * @throws ForwardException if there is no answer; its message names each upstream that was heard and what it said
     * @throws InterruptedException if the calling thread is interrupted; the queries end, too
     */
    public Message forward(UpstreamQuery question, Duration patience) throws ForwardException, InterruptedException {
        List<Server> candidates = List.copyOf(inUse().values());
        if (candidates.isEmpty()) {
            throw new ForwardException(ForwardException.Kind.NO_UPSTREAM, "no upstream is known");
        }
        Choice choice = Choice.among(candidates, tasks.now(), random);
        return new Race(question, choice, tasks, places, Deadline.after(patience)).run();
    }

    /** The servers by now, with what is known of them; those that are gone are forgotten. */
    private Map<Upstream, Server> inUse() {
        List<Upstream> wanted = upstreams.get().stream()
                .distinct()
                .filter(upstream -> !isOurs.test(upstream.address()))
                .limit(MOST_UPSTREAMS)
                .toList();
        synchronized (this) {
            if (!List.copyOf(servers.keySet()).equals(wanted)) {
                Map<Upstream, Server> next = new LinkedHashMap<>();
                wanted.forEach(upstream -> {
                    Server known = servers.get(upstream);
                    next.put(upstream, known == null ? server(upstream) : known);
                });
                servers.values().stream()
                        .filter(server -> !next.containsValue(server))
                        .forEach(Server::close);
                servers = next;
            }
            return servers;
        }
    }

    private Server server(Upstream upstream) {
        Health health = new Health(timings);
        Tally tally = new Tally();
        return new Server(upstream, exchanges.make(upstream, health, tally), health, tally, timings, tasks);
    }

    /**
     * What has come of each upstream.
     *
     * @return one for each upstream in use
     */
    public List<UpstreamStatus> status() {
        return inUse().values().stream().map(Server::status).toList();
    }

    /**
     * The same for the status report.
     *
     * @return one line for each upstream in use
     */
    public List<StatusLine> statusLines() {
        return status().stream().map(UpstreamStatus::line).toList();
    }

    /** Closes the connections that are kept. */
    @Override
    public synchronized void close() {
        servers.values().forEach(Server::close);
    }
}
