package org.kadnode.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A name server of others, from Debian's package dnsmasq-base. */
final class Dnsmasq {

    private Dnsmasq() {}

    /**
     * Starts one on 127.0.0.1 and waits until it answers.
     *
     * @param host where it runs
     * @param port its port, for UDP and TCP
     * @param log where it lists what it is asked
     * @param options what it knows, e.g. {@code --address=/example.org/192.0.2.1}
     */
    static Program start(Host host, int port, Path log, String... options) throws Exception {
        Machine.needsProgram("dnsmasq", "dnsmasq-base");
        List<String> command = new ArrayList<>(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=",
                "--pid-file=",
                "--bind-interfaces",
                "--listen-address=127.0.0.1",
                "--port=" + port,
                "--log-queries",
                "--log-facility=" + log));
        command.addAll(List.of(options));
        Program program = Program.start(host, command);
        Patience.await("dnsmasq", Patience.LONG, () -> isAnswering(host, port) ? Optional.of(true) : Optional.empty());
        return program;
    }

    private static boolean isAnswering(Host host, int port) throws Exception {
        return !Dig.ask(host, "127.0.0.1", port, "A", "localhost").status().equals("NONE");
    }
}
