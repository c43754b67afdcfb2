package org.kadnode.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.naming.NamingException;
import org.kadnode.kernel.os.LogOutput;
import org.kadnode.kernel.os.Verbosity;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeEvent.AnnouncementStored;

/**
 * Shows the main job on this machine alone: real nodes on real sockets, a name announced by one of them,
 * and a DNS query for it that another one answers. Ends by itself.
 */
public final class Demo {

    private static final int RESOLVED = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /** As many nodes as hold copies of a name, and its announcer. */
    private static final int NODES = 9;

    private static final String NAME = "demo.p2p";
    private static final int SERVICE_PORT = 8080;
    private static final String LOOPBACK = "127.0.0.1";
    /** How long a step may take. Each of them takes a fraction of a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(2);

    private final PrintStream out;
    private final LocalSwarm swarm;
    private final long begin = System.nanoTime();

    /** Why the demo ended early. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        private Failure(String reason) {
            super(reason);
        }
    }

    private Demo(PrintStream out, LocalSwarm swarm) {
        this.out = out;
        this.swarm = swarm;
    }

    /**
     * Runs the demo and ends the process: with 0 if the name was resolved to the address of its
     * announcer, with 2 if there are arguments, else with 1.
     *
     * @param words none
     */
    public static void main(String[] words) {
        LogOutput.toStandardError(Verbosity.QUIET);
        if (words.length > 0) {
            System.err.println("kadnode demo takes no arguments, but there is '" + words[0] + "'");
            System.exit(USAGE);
        }
        Path home = Path.of(System.getProperty("kadnode.home", "."));
        System.exit(run(home.resolve("plugins"), System.out, System.err));
    }

    /**
     * Runs the demo.
     *
     * @param plugins the folder of the DNS plugin
     * @param out is told each step
     * @param err is told why it failed
     * @return the exit code
     */
    static int run(Path plugins, PrintStream out, PrintStream err) {
        try (LocalSwarm swarm = new LocalSwarm()) {
            new Demo(out, swarm).show(plugins);
            return RESOLVED;
        } catch (Failure | IOException | KadNodeException failure) {
            err.println("The demo failed: " + failure.getMessage());
        } catch (InterruptedException interrupted) {
            err.println("The demo was interrupted.");
        }
        return FAILED;
    }

    private void show(Path plugins) throws Failure, IOException, InterruptedException {
        List<KadNode> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(swarm.join());
        }
        tell(NODES + " nodes have started on UDP ports "
                + nodes.stream().map(LocalSwarm::port).toList());
        for (KadNode node : nodes) {
            awaitJoined(node);
        }
        tell("each of them has found others");

        KadNode announcer = nodes.getLast();
        tell("the one on port " + LocalSwarm.port(announcer) + " announces " + NAME);
        tell(announce(announcer) + " nodes have stored it");

        int dnsPort = swarm.serve(plugins);
        tell("another node has started; it knows one of them, and answers DNS on port " + dnsPort);
        tell("it is asked at once for the address of " + NAME);
        List<String> answer = ask(dnsPort);
        tell("it answers " + String.join(" ", answer));
        if (!answer.equals(List.of(LOOPBACK))) {
            throw new Failure("the announcer is at " + LOOPBACK);
        }
        tell("which is where the announcer is");
    }

    private static void awaitJoined(KadNode node) throws Failure, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (node.status().families().getFirst().goodNodes() == 0) {
            if (System.nanoTime() > deadline) {
                throw new Failure("the node on port " + LocalSwarm.port(node) + " has found nobody");
            }
            Thread.sleep(POLL);
        }
    }

    /** Announces the name. Returns how many nodes have stored it. */
    private static int announce(KadNode announcer) throws Failure, InterruptedException {
        CompletableFuture<Integer> stored = new CompletableFuture<>();
        KadNode.Subscription subscription = announcer.subscribe(event -> {
            if (event instanceof AnnouncementStored round && round.copies() > 0) {
                stored.complete(round.copies());
            }
        });
        try (subscription) {
            announcer.announce(new AnnounceRequest(NAME, OptionalInt.of(SERVICE_PORT), Optional.empty()));
            return stored.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException never) {
            throw new Failure("no node has stored the name");
        }
    }

    private static List<String> ask(int port) throws Failure {
        try {
            return DnsClient.addresses(LOOPBACK, port, NAME, PATIENCE);
        } catch (NamingException unanswered) {
            throw new Failure("the DNS query failed: " + unanswered);
        }
    }

    private void tell(String step) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf(Locale.ROOT, "%6.3f s  %s%n", seconds, step);
    }
}
