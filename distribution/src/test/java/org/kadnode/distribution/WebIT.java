package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What curl gets from the web port of a node. */
class WebIT {

    private static final String STATUS = " %{http_code}";

    @Test
    void theRoutesOfKadNode1() throws Exception {
        Machine.needsProgram("curl", "curl");
        int port = Ports.free();
        try (Daemon owner = Daemon.start(Host.LOCAL, "--value-id", "myname.p2p:8080");
                Daemon asker = Daemon.start(
                        Host.LOCAL, "--peer", "127.0.0.1:" + owner.dhtPort(), "--web-port", Integer.toString(port))) {
            asker.awaitGoodNode("127.0.0.1:" + owner.dhtPort());
            for (String host : new String[] {"127.0.0.1", "[::1]", "localhost"}) {
                String site = "http://" + host + ":" + port;
                assertEquals("127.0.0.1:8080\n 200", curl(site + "/lookup?myname.p2p"));
                assertEquals("done\n 200", curl(site + "/announce?foobar"));
                assertEquals("done\n 200", curl(site + "/blacklist?192.0.2.1"));
                assertEquals("failed\n 400", curl(site + "/blacklist?myname.p2p"));
            }
        }
    }

    private static String curl(String address) throws Exception {
        return Program.succeed(Host.LOCAL, "curl", "-sg", "-w", STATUS, address);
    }
}
