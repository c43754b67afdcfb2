package org.kadnode.kernel.core.krpc;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.bencode.Bencode;
import org.kadnode.kernel.core.bencode.BencodeDecoder;
import org.kadnode.kernel.core.bencode.BencodeWriter;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/** Turns datagrams into {@link Message}s. Parts that make no sense are left out, or make it garbage. */
public final class KrpcDecoder {

    /** The longest transaction id that is echoed. Other nodes use 2 to 8 bytes. */
    private static final int LONGEST_TRANSACTION = 32;

    /** The longest token that we carry back. Other nodes use 4 to 20 bytes. */
    private static final int LONGEST_TOKEN = 64;

    /** Nodes taken from one answer, a family; the sender should have sent 8 (BEP 5). */
    private static final int MOST_NODES = 16;

    /** Values taken from one answer: more do not fit into a packet that arrives unfragmented. */
    private static final int MOST_VALUES = 256;

    /** What we have, and answer with an error if its arguments are wrong. Nothing is wrong with a ping. */
    private static final Set<String> METHODS = Set.of("find_node", "get_peers", "announce_peer", "get", "put");

    private KrpcDecoder() {}

    /**
     * Reads a message. Nothing of it refers to the packet afterwards.
     *
     * @param packet the bytes
     * @param length how many of them count
     * @return the message, or garbage
     */
    public static Message decode(byte[] packet, int length) {
        if (BencodeDecoder.decode(packet, length).orElse(null) instanceof Bencode.Dict message) {
            Optional<Opaque> transaction = opaque(message, "t", LONGEST_TRANSACTION);
            Optional<Bencode.Bytes> kind = message.bytes("y");
            if (transaction.isPresent() && kind.isPresent() && kind.get().length() == 1) {
                return switch (kind.get().array()[kind.get().from()]) {
                    case 'q' -> query(message, transaction.get());
                    case 'r' -> response(message, transaction.get());
                    case 'e' -> new Message.Failure(transaction.get(), errorCode(message), asker(message));
                    default -> new Message.Garbage();
                };
            }
        }
        return new Message.Garbage();
    }

    private static Message query(Bencode.Dict message, Opaque transaction) {
        Optional<Bencode.Bytes> name = message.bytes("q");
        Optional<Bencode.Dict> arguments = message.dict("a");
        Optional<Id> sender = arguments.flatMap(a -> id(a, "id"));
        if (name.isEmpty() || arguments.isEmpty() || sender.isEmpty()) {
            return new Message.Garbage();
        }
        Bencode.Dict a = arguments.get();
        Optional<Id> target = id(a, "target");
        Optional<Id> infohash = id(a, "info_hash");
        if (name.get().is("put")) {
            Optional<KrpcError> excess = excess(a);
            if (excess.isPresent()) {
                return new Message.Invalid(transaction, excess.get());
            }
        }
        Optional<? extends Message.Method> method = switch (name.get().toString()) {
            case "ping" -> Optional.of(new Message.Method.Ping());
            case "find_node" -> target.map(Message.Method.FindNode::new);
            case "get_peers" -> infohash.map(Message.Method.GetPeers::new);
            case "announce_peer" -> announcePeer(a, infohash);
            case "get" -> target.map(id -> new Message.Method.Get(id, a.integer("seq")));
            case "put" -> put(a);
            default -> {
                Optional<Id> any = target.or(() -> infohash);
                if (any.isEmpty()) {
                    yield Optional.empty();
                }
                yield any.map(Message.Method.Foreign::new);
            }
        };
        if (method.isEmpty()) {
            return new Message.Invalid(
                    transaction, isKnown(name.get()) ? KrpcError.BAD_ARGUMENTS : KrpcError.UNKNOWN_METHOD);
        }
        boolean readOnly = message.integer("ro").orElse(0L) == 1;
        return new Message.Query(transaction, sender.get(), method.get(), want(a), readOnly);
    }

    private static boolean isKnown(Bencode.Bytes method) {
        return METHODS.contains(method.toString());
    }

    private static Optional<Message.Method> announcePeer(Bencode.Dict a, Optional<Id> infohash) {
        Optional<Opaque> token = opaque(a, "token", LONGEST_TOKEN);
        boolean implied = a.integer("implied_port").orElse(0L) != 0;
        Optional<Integer> port = implied ? Optional.empty() : a.integer("port").map(KrpcDecoder::port);
        if (infohash.isEmpty() || token.isEmpty() || (!implied && port.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Message.Method.AnnouncePeer(infohash.get(), port, token.get()));
    }

    private static Optional<KrpcError> excess(Bencode.Dict put) {
        if (put.get("v").filter(v -> v.encodedLength() > Item.LONGEST_VALUE).isPresent()) {
            return Optional.of(KrpcError.VALUE_TOO_BIG);
        }
        return put.bytes("salt")
                        .filter(salt -> salt.length() > Item.LONGEST_SALT)
                        .isPresent()
                ? Optional.of(KrpcError.SALT_TOO_BIG)
                : Optional.empty();
    }

    /** The key decides which kind of item it is. A condition that we cannot read must not be left out. */
    private static Optional<Message.Method> put(Bencode.Dict a) {
        Optional<Opaque> token = opaque(a, "token", LONGEST_TOKEN);
        Optional<Opaque> value = a.get("v").map(KrpcDecoder::asSent);
        Optional<? extends Item> item =
                a.get("k").isPresent() ? value.flatMap(v -> mutable(a, v)) : value.map(Item.Immutable::new);
        Optional<Long> cas = a.integer("cas");
        if (token.isEmpty() || item.isEmpty() || (cas.isEmpty() && a.get("cas").isPresent())) {
            return Optional.empty();
        }
        return Optional.of(new Message.Method.Put(item.get(), token.get(), cas));
    }

    private static Optional<Item> mutable(Bencode.Dict a, Opaque value) {
        Optional<PublicKey> key = key(a);
        Optional<Opaque> salt =
                a.get("salt").isPresent() ? opaque(a, "salt", Item.LONGEST_SALT) : Optional.of(Opaque.NONE);
        Optional<Long> seq = a.integer("seq").filter(number -> number >= 0);
        Optional<Opaque> signature = signature(a);
        if (key.isEmpty() || salt.isEmpty() || seq.isEmpty() || signature.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Item.Mutable(key.get(), salt.get(), seq.get(), value, signature.get()));
    }

    /** Numbers that are no port become 0, which is refused with the error for forbidden ports. */
    private static int port(long number) {
        return number > 0 && number <= 0xffff ? (int) number : 0;
    }

    private static Set<Family> want(Bencode.Dict a) {
        Set<Family> want = EnumSet.noneOf(Family.class);
        a.items("want").ifPresent(items -> {
            for (Bencode item : items) {
                if (item instanceof Bencode.Bytes word) {
                    if (word.is("n4")) {
                        want.add(Family.IPV4);
                    } else if (word.is("n6")) {
                        want.add(Family.IPV6);
                    }
                }
            }
        });
        return want;
    }

    private static Message response(Bencode.Dict message, Opaque transaction) {
        Optional<Bencode.Dict> body = message.dict("r");
        Optional<Id> sender = body.flatMap(r -> id(r, "id"));
        if (body.isEmpty() || sender.isEmpty()) {
            return new Message.Garbage();
        }
        Bencode.Dict r = body.get();
        List<NodeInfo> nodes = new ArrayList<>();
        r.bytes("nodes").ifPresent(bytes -> addNodes(nodes, Family.IPV4, bytes));
        r.bytes("nodes6").ifPresent(bytes -> addNodes(nodes, Family.IPV6, bytes));
        return new Message.Response(
                transaction,
                sender.get(),
                nodes,
                values(r),
                opaque(r, "token", LONGEST_TOKEN).orElse(Opaque.NONE),
                stored(r),
                asker(message));
    }

    /** An item that is not whole counts as none: its number alone would let us think that there is a newer one. */
    private static Optional<Message.Stored> stored(Bencode.Dict r) {
        Optional<Long> seq = r.integer("seq").filter(number -> number >= 0);
        if (seq.isEmpty()) {
            return Optional.empty();
        }
        if (r.get("v").isEmpty()) {
            return Optional.of(new Message.Stored(seq.get(), Optional.empty()));
        }
        Optional<PublicKey> key = key(r);
        Optional<Opaque> value =
                r.get("v").filter(v -> v.encodedLength() <= Item.LONGEST_VALUE).map(KrpcDecoder::asSent);
        Optional<Opaque> signature = signature(r);
        return key.isEmpty() || value.isEmpty() || signature.isEmpty()
                ? Optional.empty()
                : Optional.of(new Message.Stored(
                        seq.get(), Optional.of(new Message.Stored.Signed(key.get(), value.get(), signature.get()))));
    }

    private static Opaque asSent(Bencode value) {
        return Opaque.of(
                new BencodeWriter(value.encodedLength()).asDecoded(value).array());
    }

    private static Optional<PublicKey> key(Bencode.Dict dictionary) {
        return opaque(dictionary, "k", PublicKey.LENGTH)
                .filter(k -> k.length() == PublicKey.LENGTH)
                .map(k -> PublicKey.of(k.bytes()));
    }

    private static Optional<Opaque> signature(Bencode.Dict dictionary) {
        return opaque(dictionary, "sig", Item.SIGNATURE_LENGTH)
                .filter(signature -> signature.length() == Item.SIGNATURE_LENGTH);
    }

    /** A compact endpoint of either family. */
    private static Optional<Endpoint> endpoint(Bencode.Bytes bytes) {
        for (Family family : Family.values()) {
            if (bytes.length() == Endpoint.compactLength(family)) {
                return Optional.of(Endpoint.read(family, bytes.array(), bytes.from()))
                        .filter(endpoint -> endpoint.family() == family);
            }
        }
        return Optional.empty();
    }

    private static Optional<Endpoint> asker(Bencode.Dict message) {
        return message.bytes("ip").flatMap(KrpcDecoder::endpoint);
    }

    /** A rest shorter than a node is ignored. */
    private static void addNodes(List<NodeInfo> nodes, Family family, Bencode.Bytes bytes) {
        int size = NodeInfo.compactLength(family);
        int count = Math.min(MOST_NODES, bytes.length() / size);
        for (int i = 0; i < count; i++) {
            int at = bytes.from() + i * size;
            Id id = Id.read(bytes.array(), at);
            Endpoint endpoint = Endpoint.read(family, bytes.array(), at + Id.LENGTH);
            // An IPv4-mapped address in nodes6 reads as IPv4: it has no place there (BEP 32).
            if (endpoint.family() == family) {
                nodes.add(new NodeInfo(id, endpoint));
            }
        }
    }

    private static List<Endpoint> values(Bencode.Dict r) {
        List<Endpoint> values = new ArrayList<>();
        for (Bencode item : r.items("values").map(Bencode.Items::items).orElse(List.of())) {
            if (item instanceof Bencode.Bytes bytes && values.size() < MOST_VALUES) {
                endpoint(bytes).ifPresent(values::add);
            }
        }
        return values;
    }

    private static long errorCode(Bencode.Dict message) {
        List<Bencode> parts = message.items("e").map(Bencode.Items::items).orElse(List.of());
        return !parts.isEmpty() && parts.get(0) instanceof Bencode.Int code ? code.value() : 0;
    }

    private static Optional<Id> id(Bencode.Dict dictionary, String key) {
        return dictionary
                .bytes(key)
                .filter(bytes -> bytes.length() == Id.LENGTH)
                .map(bytes -> Id.read(bytes.array(), bytes.from()));
    }

    private static Optional<Opaque> opaque(Bencode.Dict dictionary, String key, int longest) {
        return dictionary
                .bytes(key)
                .filter(bytes -> bytes.length() <= longest)
                .map(Bencode.Bytes::copy)
                .map(Opaque::of);
    }
}
