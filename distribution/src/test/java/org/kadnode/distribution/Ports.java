package org.kadnode.distribution;

import java.net.DatagramSocket;
import java.net.SocketException;
import java.util.concurrent.ThreadLocalRandom;

/** Picks UDP ports that nobody uses. */
final class Ports {
    // Below the ports that the system hands out by itself, so that no other program gets one in between.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    static int free() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (DatagramSocket probe = new DatagramSocket(port)) {
                return probe.getLocalPort();
            } catch (SocketException inUse) {
                // The next one, then.
            }
        }
        throw new AssertionError("no free UDP port");
    }
}
