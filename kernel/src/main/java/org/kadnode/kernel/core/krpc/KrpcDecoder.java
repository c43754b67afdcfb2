package org.kadnode.kernel.core.krpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.bencode.BencodeIndex;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/**
 * Turns datagrams into {@link Message}s. Parts that make no sense are left out, or make it garbage. One decoder belongs to
 * one node, and reads one datagram after the other.
 */
public final class KrpcDecoder {

    /** The longest transaction id that is echoed. Other nodes use 2 to 8 bytes. */
    private static final int LONGEST_TRANSACTION = 32;

    /** The longest token that we carry back. Other nodes use 4 to 20 bytes. */
    private static final int LONGEST_TOKEN = 64;

    /** Nodes taken from one answer, a family; the sender should have sent 8 (BEP 5). */
    private static final int MOST_NODES = 16;

    /** Values taken from one answer: more do not fit into a packet that arrives unfragmented. */
    private static final int MOST_VALUES = 256;

    private static final Message.Method PING = new Message.Method.Ping();
    private static final Message GARBAGE = new Message.Garbage();

    private static final Set<Family> WANT_NOTHING = Set.of();
    private static final Set<Family> WANT_IPV4 = Set.of(Family.IPV4);
    private static final Set<Family> WANT_IPV6 = Set.of(Family.IPV6);
    private static final Set<Family> WANT_BOTH = Collections.unmodifiableSet(EnumSet.allOf(Family.class));

    private final BencodeIndex index = new BencodeIndex();
    private byte[] packet = {};

    /**
     * Reads a message. Nothing of it refers to the packet afterwards.
     *
     * @param bytes the packet
     * @param length how many of the bytes count
     * @return the message, or garbage
     */
    public Message decode(byte[] bytes, int length) {
        if (!index.read(bytes, length)) {
            return GARBAGE;
        }
        packet = bytes;
        Opaque transaction = opaque(BencodeIndex.ROOT, "t", LONGEST_TRANSACTION);
        int kind = index.find(BencodeIndex.ROOT, "y");
        if (transaction == null || !index.isBytes(kind) || index.length(kind) != 1) {
            return GARBAGE;
        }
        return switch (packet[index.content(kind)]) {
            case 'q' -> query(transaction);
            case 'r' -> response(transaction);
            case 'e' -> new Message.Failure(transaction, errorCode(), asker());
            default -> GARBAGE;
        };
    }

    private Message query(Opaque transaction) {
        int name = index.find(BencodeIndex.ROOT, "q");
        int a = index.find(BencodeIndex.ROOT, "a");
        Id sender = id(a, "id");
        if (!index.isBytes(name) || sender == null) {
            return GARBAGE;
        }
        if (index.is(name, "put")) {
            KrpcError excess = excess(a);
            if (excess != null) {
                return new Message.Invalid(transaction, excess);
            }
        }
        Message.Method method = method(name, a);
        if (method == null) {
            return new Message.Invalid(transaction, isKnown(name) ? KrpcError.BAD_ARGUMENTS : KrpcError.UNKNOWN_METHOD);
        }
        return new Message.Query(transaction, sender, method, want(a), integer(BencodeIndex.ROOT, "ro", 0) == 1);
    }

    private Message.@Nullable Method method(int name, int a) {
        if (index.is(name, "ping")) {
            return PING;
        }
        Id target = id(a, "target");
        if (index.is(name, "find_node")) {
            return target == null ? null : new Message.Method.FindNode(target);
        }
        if (index.is(name, "get")) {
            return target == null ? null : new Message.Method.Get(target, integer(a, "seq"));
        }
        if (index.is(name, "put")) {
            return put(a);
        }
        Id infohash = id(a, "info_hash");
        if (index.is(name, "get_peers")) {
            return infohash == null ? null : new Message.Method.GetPeers(infohash, integer(a, "scrape", 0) == 1);
        }
        if (index.is(name, "announce_peer")) {
            return infohash == null ? null : announcePeer(a, infohash);
        }
        if (index.is(name, "sample_infohashes")) {
            return target == null ? null : new Message.Method.SampleInfohashes(target);
        }
        Id any = target == null ? infohash : target;
        return any == null ? null : new Message.Method.Foreign(any);
    }

    /** Whether we have it, and answer with an error if its arguments are wrong. Nothing is wrong with a ping. */
    private boolean isKnown(int name) {
        return index.is(name, "find_node")
                || index.is(name, "get_peers")
                || index.is(name, "announce_peer")
                || index.is(name, "get")
                || index.is(name, "put")
                || index.is(name, "sample_infohashes");
    }

    private Message.@Nullable Method announcePeer(int a, Id infohash) {
        Opaque token = opaque(a, "token", LONGEST_TOKEN);
        boolean implied = integer(a, "implied_port", 0) != 0;
        Optional<Integer> port = implied ? Optional.empty() : integer(a, "port").map(KrpcDecoder::port);
        if (token == null || (!implied && port.isEmpty())) {
            return null;
        }
        return new Message.Method.AnnouncePeer(infohash, port, token, integer(a, "seed", 0) == 1);
    }

    private @Nullable KrpcError excess(int put) {
        int value = index.find(put, "v");
        if (value != BencodeIndex.NONE && encodedLength(value) > Item.LONGEST_VALUE) {
            return KrpcError.VALUE_TOO_BIG;
        }
        int salt = index.find(put, "salt");
        return index.isBytes(salt) && index.length(salt) > Item.LONGEST_SALT ? KrpcError.SALT_TOO_BIG : null;
    }

    /** The key decides which kind of item it is. A condition that we cannot read must not be left out. */
    private Message.@Nullable Method put(int a) {
        Opaque token = opaque(a, "token", LONGEST_TOKEN);
        Item item = has(a, "k") ? mutable(a) : immutable(a);
        Optional<Long> cas = integer(a, "cas");
        if (token == null || item == null || (cas.isEmpty() && has(a, "cas"))) {
            return null;
        }
        return new Message.Method.Put(item, token, cas);
    }

    private @Nullable Item immutable(int a) {
        int value = index.find(a, "v");
        return value == BencodeIndex.NONE ? null : new Item.Immutable(asSent(value));
    }

    private @Nullable Item mutable(int a) {
        int value = index.find(a, "v");
        PublicKey key = key(a);
        Opaque salt = has(a, "salt") ? opaque(a, "salt", Item.LONGEST_SALT) : Opaque.NONE;
        long seq = integer(a, "seq", -1);
        Opaque signature = signature(a);
        if (value == BencodeIndex.NONE || key == null || salt == null || seq < 0 || signature == null) {
            return null;
        }
        return new Item.Mutable(key, salt, seq, asSent(value), signature);
    }

    /** Numbers that are no port become 0, which is refused with the error for forbidden ports. */
    private static int port(long number) {
        return number > 0 && number <= 0xffff ? (int) number : 0;
    }

    private Set<Family> want(int a) {
        int want = index.find(a, "want");
        boolean four = lists(want, "n4");
        boolean six = lists(want, "n6");
        if (four) {
            return six ? WANT_BOTH : WANT_IPV4;
        }
        return six ? WANT_IPV6 : WANT_NOTHING;
    }

    private boolean lists(int list, String word) {
        if (index.isList(list)) {
            for (int item = list + 1; item < index.next(list); item = index.next(item)) {
                if (index.isBytes(item) && index.is(item, word)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Message response(Opaque transaction) {
        int r = index.find(BencodeIndex.ROOT, "r");
        Id sender = id(r, "id");
        if (sender == null) {
            return GARBAGE;
        }
        List<NodeInfo> nodes = new ArrayList<>();
        addNodes(nodes, Family.IPV4, index.find(r, "nodes"));
        addNodes(nodes, Family.IPV6, index.find(r, "nodes6"));
        Opaque token = opaque(r, "token", LONGEST_TOKEN);
        return new Message.Response(
                transaction,
                sender,
                nodes,
                values(index.find(r, "values")),
                token == null ? Opaque.NONE : token,
                Optional.ofNullable(stored(r)),
                asker());
    }

    /** An item that is not whole counts as none: its number alone would let us think that there is a newer one. */
    private Message.@Nullable Stored stored(int r) {
        long seq = integer(r, "seq", -1);
        if (seq < 0) {
            return null;
        }
        int value = index.find(r, "v");
        if (value == BencodeIndex.NONE) {
            return new Message.Stored(seq, Optional.empty());
        }
        PublicKey key = key(r);
        Opaque signature = signature(r);
        if (key == null || signature == null || encodedLength(value) > Item.LONGEST_VALUE) {
            return null;
        }
        return new Message.Stored(seq, Optional.of(new Message.Stored.Signed(key, asSent(value), signature)));
    }

    private int encodedLength(int value) {
        return index.to(value) - index.from(value);
    }

    private Opaque asSent(int value) {
        return Opaque.of(Arrays.copyOfRange(packet, index.from(value), index.to(value)));
    }

    private @Nullable PublicKey key(int dictionary) {
        Opaque key = opaque(dictionary, "k", PublicKey.LENGTH);
        return key != null && key.length() == PublicKey.LENGTH ? PublicKey.of(key.bytes()) : null;
    }

    private @Nullable Opaque signature(int dictionary) {
        Opaque signature = opaque(dictionary, "sig", Item.SIGNATURE_LENGTH);
        return signature != null && signature.length() == Item.SIGNATURE_LENGTH ? signature : null;
    }

    /** A compact endpoint of either family. */
    private @Nullable Endpoint endpoint(int value) {
        if (index.isBytes(value)) {
            for (Family family : Family.values()) {
                if (index.length(value) == Endpoint.compactLength(family)) {
                    Endpoint endpoint = Endpoint.read(family, packet, index.content(value));
                    return endpoint.family() == family ? endpoint : null;
                }
            }
        }
        return null;
    }

    private Optional<Endpoint> asker() {
        return Optional.ofNullable(endpoint(index.find(BencodeIndex.ROOT, "ip")));
    }

    /** A rest shorter than a node is ignored. */
    private void addNodes(List<NodeInfo> nodes, Family family, int value) {
        int size = NodeInfo.compactLength(family);
        int count = index.isBytes(value) ? Math.min(MOST_NODES, index.length(value) / size) : 0;
        for (int i = 0; i < count; i++) {
            int at = index.content(value) + i * size;
            Id id = Id.read(packet, at);
            Endpoint endpoint = Endpoint.read(family, packet, at + Id.LENGTH);
            // An IPv4-mapped address in nodes6 reads as IPv4: it has no place there (BEP 32).
            if (endpoint.family() == family) {
                nodes.add(new NodeInfo(id, endpoint));
            }
        }
    }

    private List<Endpoint> values(int list) {
        List<Endpoint> values = new ArrayList<>();
        if (index.isList(list)) {
            for (int item = list + 1; item < index.next(list) && values.size() < MOST_VALUES; item = index.next(item)) {
                Endpoint value = endpoint(item);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private long errorCode() {
        int parts = index.find(BencodeIndex.ROOT, "e");
        int code = parts + 1;
        return index.isList(parts) && index.next(parts) > code && index.isInteger(code) ? index.integer(code) : 0;
    }

    private boolean has(int dictionary, String key) {
        return index.find(dictionary, key) != BencodeIndex.NONE;
    }

    private long integer(int dictionary, String key, long otherwise) {
        int value = index.find(dictionary, key);
        return index.isInteger(value) ? index.integer(value) : otherwise;
    }

    private Optional<Long> integer(int dictionary, String key) {
        int value = index.find(dictionary, key);
        return index.isInteger(value) ? Optional.of(index.integer(value)) : Optional.empty();
    }

    private @Nullable Id id(int dictionary, String key) {
        int value = index.find(dictionary, key);
        return index.isBytes(value) && index.length(value) == Id.LENGTH ? Id.read(packet, index.content(value)) : null;
    }

    private @Nullable Opaque opaque(int dictionary, String key, int longest) {
        int value = index.find(dictionary, key);
        if (!index.isBytes(value) || index.length(value) > longest) {
            return null;
        }
        return Opaque.of(Arrays.copyOfRange(packet, index.content(value), index.to(value)));
    }
}
