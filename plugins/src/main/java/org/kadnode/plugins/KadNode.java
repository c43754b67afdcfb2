package org.kadnode.plugins;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The node as a plugin sees it. Safe for use by any number of threads; no method but those that say so
 * waits for the network.
 */
public interface KadNode {

    /**
     * Whether a host name is for this node: it lies under the node's top level domain ({@code --query-tld}), or its
     * last label is a public key in z-base-32 ({@code --pkarr}). Compared by whole labels and regardless of case. Other
     * names belong to somebody else.
     *
     * @param hostName a host name, with or without a final dot
     * @return true for {@code foo.p2p} if the domain is {@code .p2p}
     */
    boolean covers(String hostName);

    /**
     * Starts to resolve a name, or joins a search for it that runs already. Known addresses are in
     * the result at once.
     *
     * @param query what to resolve
     * @return the running request, to be closed by the caller
     * @throws KadNodeException of kind {@code NAME}, {@code BUSY} or {@code CLOSED}
     */
    Resolution resolve(Query query);

    /**
     * The names that are known to lead to an address, among those that were resolved lately. Only what an owner has proved
     * counts ({@link ResolvedAddress.Proof#RECORD}, {@link ResolvedAddress.Proof#LEGACY}): a name without a key can be
     * announced for any address by anybody. The owner of a name decides alone where it leads, and who has the address need
     * not know of it.
     *
     * @param address an IP address
     * @return names as they were asked for, but with the top level domain, in lower case, and without a final dot; those
     *     that DNS cannot express are left out, and a key in hex is in z-base-32. At most 16, the one asked for last
     *     first
     * @throws KadNodeException of kind {@code BUSY} or {@code CLOSED}
     */
    List<String> names(InetAddress address);

    /**
     * Starts to announce a name, or replaces the announcement of the same name and port.
     *
     * @param request what to announce
     * @return the announcement as it begins
     * @throws KadNodeException of kind {@code NAME}, {@code BUSY} or {@code CLOSED}
     */
    Announcement announce(AnnounceRequest request);

    /**
     * Stops announcing a name. Copies in the DHT expire by themselves.
     *
     * @param name the name, with or without the top level domain
     * @return false if it was not announced
     * @throws KadNodeException of kind {@code NAME} or {@code CLOSED}
     */
    boolean withdraw(String name);

    /**
     * What is announced now.
     *
     * @return the announcements, oldest first
     * @throws KadNodeException of kind {@code CLOSED}
     */
    List<Announcement> announcements();

    /**
     * Sends a ping to an address, so that a node there, if any, joins the routing table.
     *
     * @param address IP address and UDP port
     * @throws KadNodeException of kind {@code FAMILY}, {@code PORT}, {@code BUSY} or {@code CLOSED}
     */
    void meet(InetSocketAddress address);

    /**
     * Ignores all DHT traffic from an address until the node ends.
     *
     * @param address the address
     * @throws KadNodeException of kind {@code BUSY} or {@code CLOSED}
     */
    void block(InetAddress address);

    /**
     * Tells the node that a gateway before this machine passes on to the port of the DHT what arrives at an address of its
     * own. The node announces that port instead of its own for names with a key. The address it believes as soon as one
     * other node has seen it there: a gateway can have a further gateway before it. Heard by all as {@link
     * NodeEvent.Forwarded} if it is news, and taken back when the plugin stops.
     *
     * @param family the family of the DHT
     * @param outside the address and UDP port outside; empty if there is none any more. The address may be the wildcard
     *     address if only the port is known
     * @throws KadNodeException of kind {@code FAMILY} if the address is of another family, or the node takes no part in it;
     *     {@code PORT} if the port is 0; {@code BUSY} or {@code CLOSED}
     */
    void forwarded(Family family, Optional<InetSocketAddress> outside);

    /**
     * How the node is doing.
     *
     * @return a snapshot
     * @throws KadNodeException of kind {@code CLOSED}
     */
    NodeStatus status();

    /**
     * What the node knows of its network. Cheap enough to be asked for every second.
     *
     * @return a snapshot
     * @throws KadNodeException of kind {@code CLOSED}
     */
    Inspection inspect();

    /**
     * What the node keeps for others. There may be many thousands, so do not ask often.
     *
     * @return one entry for each identifier, at most 1000 of each family
     * @throws KadNodeException of kind {@code CLOSED}
     */
    List<Inspection.Stored> stored();

    /**
     * The settings.
     *
     * @return the merged tree
     */
    Settings settings();

    /**
     * Runs work on virtual threads until the plugin stops.
     *
     * @return the plugin's own runner
     */
    Tasks tasks();

    /**
     * Lets other plugins use something of this one, until it stops.
     *
     * @param kind an interface of the contract, by which others ask for it
     * @param service what they get; any thread may call it at any time, also after the plugin has stopped
     * @param <T> the interface
     * @throws KadNodeException of kind {@code CLOSED}
     */
    <T> void offer(Class<T> kind, T service);

    /**
     * What another plugin {@linkplain #offer offers} now. Plugins start one after the other and may stop at any time: ask again
     * for each use.
     *
     * @param kind an interface of the contract
     * @param <T> the interface
     * @return what was offered first and still is; empty if nothing is
     * @throws KadNodeException of kind {@code CLOSED}
     */
    <T> Optional<T> offered(Class<T> kind);

    /**
     * The program around the node.
     *
     * @return always the same
     * @throws KadNodeException of kind {@code CLOSED}
     */
    Program program();

    /**
     * Hears of events from now on. Events come in order, one at a time, on a virtual thread of the
     * subscription; if the listener falls far behind, the oldest are dropped and counted in the log.
     *
     * @param listener what to do with an event
     * @return a way to stop hearing
     */
    Subscription subscribe(Consumer<? super NodeEvent> listener);

    /** A listener's place among the others. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        /** Stops hearing. Idempotent. */
        @Override
        void close();
    }
}
