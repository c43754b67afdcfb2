package org.kadnode.distribution;

import java.net.DatagramSocket;
import java.net.SocketException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Picks UDP ports that nobody uses. One after the other, from a random one on: a port that was picked is free until its
 * program has started, and must not be picked for another one before that. Nothing else would say so, since a daemon goes on
 * without a server whose port is taken.
 */
final class Ports {
    // Below the ports that the system hands out by itself, so that no other program gets one in between.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

    private Ports() {}

    static int free() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), LAST - FIRST);
            try (DatagramSocket probe = new DatagramSocket(port)) {
                return probe.getLocalPort();
            } catch (SocketException inUse) {
                // The next one, then.
            }
        }
        throw new AssertionError("no free UDP port");
    }
}
