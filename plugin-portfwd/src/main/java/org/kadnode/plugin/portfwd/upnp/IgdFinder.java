package org.kadnode.plugin.portfwd.upnp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Finds out whether a router is an Internet Gateway Device. */
public final class IgdFinder {

    /** How long to wait for the answer to a search, and to each request. Devices answer a search within a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final int port;

    /** A finder that asks the port of the standard. */
    public IgdFinder() {
        this(Ssdp.PORT);
    }

    /** A finder that asks another port. */
    IgdFinder(int port) {
        this.port = port;
    }

    /**
     * Looks at a router.
     *
     * @param gateway its address, the only one that is asked and heard
     * @param own our address towards it
     * @return the device; empty if the router does not say that it is one
     * @throws IOException if it says so, but cannot be understood; the message says why
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<Igd> find(InetAddress gateway, InetAddress own) throws IOException, InterruptedException {
        Optional<URI> location = Ssdp.search(gateway, own, port, PATIENCE);
        if (location.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(JupnpIgd.describedAt(location.get(), new GatewayHttp(gateway, PATIENCE)));
    }
}
