package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A swarm of ours and aria2, in both families: each finds what the other announces. */
class Aria2IT {
    private static final String OURS_IPV4 = "10.77.0.1";
    private static final String OURS_IPV6 = "fd77::1";
    private static final String ARIA2_IPV4 = "10.77.0.2";
    private static final String ARIA2_IPV6 = "fd77::2";
    private static final int ARIA2_PORT = 7301;
    private static final int PEER_PORT = 8085;
    private static final String IDENTIFIER = "3333333333333333333333333333333333333333";

    @TempDir
    private Path folder;

    private String script = "";

    @Test
    void eachFindsTheOther() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("aria2c", "aria2");
        Machine.needsProgram("python3", "python3");
        script = Machine.script("bittorrent_peer.py", folder).toString();
        try (Namespace first = Namespace.create();
                Namespace second = Namespace.create()) {
            first.connect(
                    List.of(OURS_IPV4 + "/24", OURS_IPV6 + "/64"),
                    second,
                    List.of(ARIA2_IPV4 + "/24", ARIA2_IPV6 + "/64"));
            try (Daemon announcer = Daemon.start(first, "--mode", "dual");
                    // Nobody stores what he announces himself.
                    Daemon other = Daemon.start(
                            first,
                            "--mode",
                            "dual",
                            "--peer",
                            OURS_IPV4 + ":" + announcer.dhtPort(),
                            "--peer",
                            "[" + OURS_IPV6 + "]:" + announcer.dhtPort());
                    Program overIpv4 = peer(first, OURS_IPV4);
                    Program overIpv6 = peer(first, OURS_IPV6)) {
                assertEquals(
                        0,
                        announcer
                                .control("announce", IDENTIFIER + ":" + PEER_PORT, "-1")
                                .status());
                try (Program aria2 = aria2(second, other)) {
                    awaitFound(announcer, ARIA2_IPV4 + ":" + ARIA2_PORT, aria2);
                    awaitFound(announcer, "[" + ARIA2_IPV6 + "]:" + ARIA2_PORT, aria2);
                    overIpv4.awaitOutput("^ASKED " + IDENTIFIER);
                    overIpv6.awaitOutput("^ASKED " + IDENTIFIER);
                }
            }
        }
    }

    private Program peer(Host host, String address) throws Exception {
        Program peer = Program.start(host, List.of(Machine.PYTHON, script, address, Integer.toString(PEER_PORT)));
        peer.awaitOutput("^LISTENING");
        return peer;
    }

    private Program aria2(Host host, Daemon entry) throws Exception {
        return Program.start(
                host,
                List.of(
                        "aria2c",
                        "--no-conf",
                        "--dir=" + folder,
                        "--enable-dht=true",
                        "--enable-dht6=true",
                        "--dht-entry-point=" + OURS_IPV4 + ":" + entry.dhtPort(),
                        "--dht-entry-point6=[" + OURS_IPV6 + "]:" + entry.dhtPort(),
                        "--dht-file-path=" + folder.resolve("dht.dat"),
                        "--dht-file-path6=" + folder.resolve("dht6.dat"),
                        "--dht-listen-addr6=" + ARIA2_IPV6,
                        "--dht-listen-port=" + ARIA2_PORT,
                        "--listen-port=" + ARIA2_PORT,
                        "--bt-enable-lpd=false",
                        "magnet:?xt=urn:btih:" + IDENTIFIER));
    }

    private static void awaitFound(Daemon seeker, String peer, Program aria2) throws Exception {
        Patience.await(() -> peer + "; " + aria2.said(), Patience.LONG.multipliedBy(2), () -> {
            Program.Outcome outcome = seeker.control("lookup", IDENTIFIER);
            return outcome.out().lines().anyMatch(peer::equals) ? Optional.of(true) : Optional.empty();
        });
    }
}
