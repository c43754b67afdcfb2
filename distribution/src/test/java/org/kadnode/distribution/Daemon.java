package org.kadnode.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A running KadNode, started as a user starts it: by {@code bin/kadnode} of the assembled program. */
final class Daemon implements AutoCloseable {
    /** The folder of the assembled program. */
    static final Path HOME = Path.of(Objects.requireNonNull(System.getProperty("kadnode.home")));

    private final Host host;
    private final Program program;
    private final int dhtPort;
    private final int controlPort;
    private final int dnsPort;

    private Daemon(Host host, Program program, int dhtPort, int controlPort, int dnsPort) {
        this.host = host;
        this.program = program;
        this.dhtPort = dhtPort;
        this.controlPort = controlPort;
        this.dnsPort = dnsPort;
    }

    /**
     * The words that start {@code bin/kadnode}, which must neither see what other nodes of this machine remember, nor meet
     * nodes of which the test does not know, nor ask the router of this machine for anything.
     */
    static List<String> command(String... options) {
        return command(List.of("--lpd-disable", "--fwd-disable"), options);
    }

    private static List<String> command(List<String> without, String... options) {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin/kadnode").toString()));
        command.addAll(without);
        if (!Arrays.asList(options).contains("--state-dir")) {
            command.addAll(
                    List.of("--state-dir", HOME.resolve("nothing-remembered").toString()));
        }
        if (!Arrays.asList(options).contains("--nss-port")) {
            // There is one such port for a machine, and one file that tells it.
            command.addAll(List.of("--nss-port", "0"));
        }
        if (!Arrays.asList(options).contains("--web-port")) {
            command.addAll(List.of("--web-port", "0"));
        }
        command.addAll(Arrays.asList(options));
        return command;
    }

    /** Runs {@code kadnode keys} on the folder of a node. */
    static Program.Outcome keys(Path state, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin/kadnode").toString(), "keys"));
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--state-dir", state.toString()));
        return Program.run(Host.LOCAL, command);
    }

    /** Starts a daemon on ports of its own, and waits until it answers its control port. */
    static Daemon start(Host host, String... options) throws Exception {
        return whenReady(launch(host, options));
    }

    /** The same, but the daemon looks for nodes of its local network. */
    static Daemon startAmongNeighbours(Namespace host, String... options) throws Exception {
        return whenReady(launch(host, command(List.of("--fwd-disable"), options)));
    }

    /** The same, but the daemon asks the router of its network to forward ports. */
    static Daemon startBehindRouter(Namespace host, String... options) throws Exception {
        return whenReady(launch(host, command(List.of("--lpd-disable"), options)));
    }

    private static Daemon whenReady(Daemon daemon) throws Exception {
        try {
            daemon.awaitReady();
            return daemon;
        } catch (Throwable e) {
            daemon.close();
            throw e;
        }
    }

    /** Starts a daemon on ports of its own and waits for nothing. */
    static Daemon launch(Host host, String... options) throws IOException {
        return launch(host, command(options));
    }

    private static Daemon launch(Host host, List<String> command) throws IOException {
        int dhtPort = Ports.free();
        int controlPort = Ports.free();
        int dnsPort = Ports.free();
        command.addAll(List.of("--port", Integer.toString(dhtPort)));
        command.addAll(List.of("--cmd-port", Integer.toString(controlPort)));
        command.addAll(List.of("--dns-port", Integer.toString(dnsPort)));
        return new Daemon(host, Program.start(host, command), dhtPort, controlPort, dnsPort);
    }

    void awaitReady() throws Exception {
        Patience.await("an answer to kadnode-ctl status", Patience.LONG, () -> {
            if (!program.isRunning()) {
                throw new AssertionError("ended before it was ready: " + program.awaitEnd());
            }
            return control("status").status() == 0 ? Optional.of(true) : Optional.empty();
        });
    }

    /** Waits until this daemon exports a node, given as address and port. */
    void awaitGoodNode(String node) throws Exception {
        Patience.await(
                "good node " + node,
                Patience.LONG,
                () -> control("export").out().lines().anyMatch(node::equals) ? Optional.of(true) : Optional.empty());
    }

    /** Runs {@code kadnode-ctl} against this daemon. */
    Program.Outcome control(String... words) throws Exception {
        return control(host, controlPort, words);
    }

    static Program.Outcome control(Host host, int port, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin/kadnode-ctl").toString(), "-p", Integer.toString(port)));
        command.addAll(Arrays.asList(words));
        return Program.run(host, command);
    }

    /** Asks this daemon's DNS server, once. */
    Dig.Answer dig(String server, String type, String name) throws Exception {
        return Dig.ask(host, server, dnsPort, type, name);
    }

    Program program() {
        return program;
    }

    int dhtPort() {
        return dhtPort;
    }

    int controlPort() {
        return controlPort;
    }

    int dnsPort() {
        return dnsPort;
    }

    @Override
    public void close() {
        program.close();
    }
}
