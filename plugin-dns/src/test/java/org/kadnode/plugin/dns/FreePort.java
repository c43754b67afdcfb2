package org.kadnode.plugin.dns;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports for servers that are told their port. */
final class FreePort {

    private FreePort() {}

    /** A port that is free on loopback at this moment, for UDP and TCP. */
    static int onLoopback() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
                    DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()))) {
                return udp.getLocalPort();
            } catch (BindException taken) {
                // By UDP alone: the next one may be free for both.
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
