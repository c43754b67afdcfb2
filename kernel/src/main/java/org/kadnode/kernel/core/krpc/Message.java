package org.kadnode.kernel.core.krpc;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/** A KRPC message (BEP 5, "KRPC Protocol"), or what came in its place. */
public sealed interface Message {

    /**
     * A question.
     *
     * @param transaction chosen by the asker, to be echoed exactly
     * @param sender id of the asking node
     * @param method what is asked
     * @param want families of nodes wanted in the answer (BEP 32); empty for that of the packet
     * @param readOnly whether the asker answers nothing itself (BEP 43)
     */
    record Query(Opaque transaction, Id sender, Method method, Set<Family> want, boolean readOnly) implements Message {}

    /**
     * An answer.
     *
     * @param transaction the one of the question
     * @param sender id of the answering node
     * @param nodes nodes near the target, both families
     * @param values peers of the infohash
     * @param token to be shown with an announcement; empty for none
     * @param stored what the answering node stores under the target (BEP 44); empty if nothing
     * @param asker where the answering node saw the question come from (BEP 42, {@code ip}); empty if it does not say
     */
    record Response(
            Opaque transaction,
            Id sender,
            List<NodeInfo> nodes,
            List<Endpoint> values,
            Opaque token,
            Optional<Stored> stored,
            Optional<Endpoint> asker)
            implements Message {}

    /**
     * A mutable item in an answer, or its number alone (BEP 44). The asker knows the salt, which is not repeated.
     *
     * @param seq the number, from 0
     * @param signed key, value and signature, if the item came along
     */
    record Stored(long seq, Optional<Signed> signed) {

        /**
         * What comes with the number.
         *
         * @param key whose item it is
         * @param value one bencoded value
         * @param signature 64 bytes, not judged
         */
        public record Signed(PublicKey key, Opaque value, Opaque signature) {}
    }

    /**
     * An error as answer.
     *
     * @param transaction the one of the question
     * @param code 201 generic, 202 server, 203 protocol, 204 unknown method, others by later BEPs
     * @param asker where the answering node saw the question come from (BEP 42, {@code ip}); empty if it does not say. A node
     *     that refuses ids that do not fit tells so which one would
     */
    record Failure(Opaque transaction, long code, Optional<Endpoint> asker) implements Message {}

    /**
     * A question that cannot be answered but with an error.
     *
     * @param transaction the one of the question
     * @param error the error
     */
    record Invalid(Opaque transaction, KrpcError error) implements Message {}

    /** Something else. Hostile or not, it is ignored. */
    record Garbage() implements Message {}

    /** What a query asks. */
    sealed interface Method {

        /** Are you there? */
        record Ping() implements Method {}

        /**
         * Which nodes are near a target?
         *
         * @param target any identifier
         */
        record FindNode(Id target) implements Method {}

        /**
         * Which peers are known for an infohash?
         *
         * @param infohash the identifier
         * @param scrape whether an estimate of all peers is wanted instead of some (BEP 33)
         */
        record GetPeers(Id infohash, boolean scrape) implements Method {

            /**
             * A question for peers.
             *
             * @param infohash the identifier
             */
            public GetPeers(Id infohash) {
                this(infohash, false);
            }
        }

        /**
         * Which infohashes does the node have peers of (BEP 51)?
         *
         * @param target any identifier, near which nodes are wanted, too
         */
        record SampleInfohashes(Id target) implements Method {}

        /**
         * The asker has something under an infohash.
         *
         * @param infohash the identifier
         * @param port where; empty for the port of the packet ({@code implied_port})
         * @param token from an earlier answer to get_peers
         * @param seed whether the asker has all of it (BEP 33)
         */
        record AnnouncePeer(Id infohash, Optional<Integer> port, Opaque token, boolean seed) implements Method {

            /**
             * An announcement that does not say how much the asker has.
             *
             * @param infohash the identifier
             * @param port where
             * @param token from an earlier answer to get_peers
             */
            public AnnouncePeer(Id infohash, Optional<Integer> port, Opaque token) {
                this(infohash, port, token, false);
            }
        }

        /**
         * Which item is stored under a target (BEP 44)?
         *
         * @param target the digest that names the item
         * @param seq the newest that the asker has of it: this and older ones need not be sent
         */
        record Get(Id target, Optional<Long> seq) implements Method {}

        /**
         * The asker wants an item stored (BEP 44).
         *
         * @param item the item; its signature is not judged yet
         * @param token from an earlier answer to get
         * @param cas the number that the stored item must have, if there is one: "compare and swap"
         */
        record Put(Item item, Opaque token, Optional<Long> cas) implements Method {}

        /**
         * A method of a later specification that names a target: it is answered like find_node, so
         * that look-ups by newer nodes get through.
         *
         * @param target the identifier
         */
        record Foreign(Id target) implements Method {}
    }
}
