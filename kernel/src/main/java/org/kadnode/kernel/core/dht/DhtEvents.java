package org.kadnode.kernel.core.dht;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/** What a {@link Dht} asks of the switchboard, and tells it. Called during calls of the Dht only. */
public interface DhtEvents {

    /**
     * Send a packet.
     *
     * @param channel the socket to answer from, or {@link org.kadnode.kernel.core.Output#ANY_CHANNEL}
     * @param target where to
     * @param payload valid during the call
     */
    void send(int channel, Endpoint target, ByteBuffer payload);

    /**
     * Somebody wants a signature judged. Whatever signatures cost a source is counted together, for both
     * families.
     *
     * @param now the time
     * @param source who; a token has proved the address
     * @return false if this source has had its share for now
     */
    boolean maySpendSignature(long now, Endpoint source);

    /**
     * The first node answered, or one answered again after all were lost.
     *
     * @param now the time
     */
    void joined(long now);

    /** No node is left that answers. */
    void lonely();

    /**
     * A node became a contact.
     *
     * @param now the time
     */
    void contactAdded(long now);

    /**
     * A node named a peer, or a peer was announced to us.
     *
     * @param now the time
     * @param target the identifier
     * @param peer the peer
     * @param witness who said so; the announcing node itself if it told us
     */
    void found(long now, Id target, Endpoint peer, Endpoint witness);

    /**
     * Whether an address is to be ignored.
     *
     * @param address the address
     * @return true if it is on the blocklist
     */
    boolean isBlocked(Address address);

    /**
     * A look-up for peers has asked everybody near.
     *
     * @param now the time
     * @param target the identifier
     * @param how tells how it went, to whoever wants to know; only during this call
     */
    void lookupEnded(long now, Id target, Supplier<LookupView> how);

    /**
     * A round of an announcement is over.
     *
     * @param now the time
     * @param target the identifier
     * @param port the announced port
     * @param copies nodes that acknowledged
     */
    void announced(long now, Id target, int port, int copies);

    /**
     * A look-up has found a mutable item. Its signature is right; whether it is newer than another is not said.
     *
     * @param now the time
     * @param target where it is stored
     * @param item the item
     * @param witness the node that has it
     */
    void itemFound(long now, Id target, Item.Mutable item, Endpoint witness);

    /**
     * A mutable item was put to us, with a right signature.
     *
     * @param now the time
     * @param target where it is stored
     * @param item the item
     * @param source who put it
     */
    void itemPut(long now, Id target, Item.Mutable item, Endpoint source);

    /**
     * A look-up for an item has asked everybody near.
     *
     * @param now the time
     * @param target where the item is stored
     * @param how tells how it went, to whoever wants to know; only during this call
     * @param places nodes that the item can be put to, nearest first
     */
    void itemLookupEnded(long now, Id target, Supplier<LookupView> how, List<Place> places);

    /**
     * A round of putting an item is over.
     *
     * @param now the time
     * @param target where the item is stored
     * @param copies nodes that took it
     * @param overtaken nodes that refused it for another that they have
     */
    void itemStored(long now, Id target, int copies, int overtaken);

    /**
     * A node says at which address it sees us (BEP 42).
     *
     * @param now the time
     * @param seen the address and port
     * @param witness the node
     */
    void seenAt(long now, Endpoint seen, Endpoint witness);

    /**
     * A node was named that belongs to the other family.
     *
     * @param now the time
     * @param node the node
     */
    void heardOf(long now, NodeInfo node);

    /**
     * Finds the good nodes of the other family nearest to a target, at most the size of a bucket.
     *
     * @param now the time
     * @param family the other family
     * @param target the target
     * @param nearest is filled with them, the nearest first; left as it is if the node has no part in that family
     */
    void closest(long now, Family family, Id target, List<NodeInfo> nearest);
}
