package org.kadnode.plugins.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.kadnode.plugins.Family;

/** Ports for plugins under test that listen where their settings say. */
public final class FreePort {

    private FreePort() {}

    /**
     * A port that is free on 127.0.0.1 at this moment, for UDP and TCP. Nobody keeps it free.
     *
     * @return 1 to 65535
     * @throws IllegalStateException if this machine has none
     */
    public static int onLoopback() {
        InetAddress loopback = Family.IPV4.loopback();
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
                    DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()))) {
                return udp.getLocalPort();
            } catch (BindException taken) {
                // By UDP alone: the next one may be free for both.
            } catch (IOException e) {
                throw new IllegalStateException("no free port", e);
            }
        }
    }
}
