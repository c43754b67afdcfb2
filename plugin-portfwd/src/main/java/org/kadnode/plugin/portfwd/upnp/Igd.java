package org.kadnode.plugin.portfwd.upnp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * A router that is an Internet Gateway Device of UPnP, version 1 or 2: its service WANIPConnection or WANPPPConnection. Each
 * call blocks for some seconds at most.
 */
public interface Igd extends AutoCloseable {

    /**
     * A mapping of the router.
     *
     * @param client the host inside, as the router writes it
     * @param port the port there, 0 to 65535
     */
    record Entry(String client, int port) {}

    /**
     * The router's own address outside.
     *
     * @return empty if it has none now
     * @throws IgdException if it does not say
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<InetAddress> outside() throws IgdException, InterruptedException;

    /**
     * Where a port outside leads.
     *
     * @param transport {@code UDP} or {@code TCP}
     * @param outside 1 to 65535
     * @return empty if it leads nowhere
     * @throws IgdException if the router does not say
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<Entry> entry(String transport, int outside) throws IgdException, InterruptedException;

    /**
     * Has a port outside lead to a port inside.
     *
     * @param transport {@code UDP} or {@code TCP}
     * @param outside 1 to 65535
     * @param entry where it is to lead
     * @param lifetime whole seconds; zero for as long as the router runs
     * @throws IgdException if the router refuses
     * @throws InterruptedException if the thread is interrupted
     */
    void add(String transport, int outside, Entry entry, Duration lifetime) throws IgdException, InterruptedException;

    /**
     * Has a port outside lead nowhere.
     *
     * @param transport {@code UDP} or {@code TCP}
     * @param outside 1 to 65535
     * @throws IgdException if the router refuses
     * @throws InterruptedException if the thread is interrupted
     */
    void delete(String transport, int outside) throws IgdException, InterruptedException;

    /** Gives up whatever is asked. Idempotent. */
    @Override
    void close();
}
