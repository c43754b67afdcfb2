package org.kadnode.plugin.web;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNode;

/** The part of the API that shows what the node knows of its network. It changes nothing. */
final class SwarmRoutes {

    private final KadNode node;

    SwarmRoutes(KadNode node) {
        this.node = node;
    }

    List<Route> all() {
        return List.of(
                Route.reads(ApiRoutes.PREFIX + "/peers", request -> ApiRoutes.json(Answer.OK, peers())),
                Route.reads(ApiRoutes.PREFIX + "/buckets", request -> ApiRoutes.json(Answer.OK, buckets())),
                Route.reads(ApiRoutes.PREFIX + "/searches", request -> ApiRoutes.json(Answer.OK, searches())),
                Route.reads(ApiRoutes.PREFIX + "/storage", request -> ApiRoutes.json(Answer.OK, storage())),
                Route.reads(ApiRoutes.PREFIX + "/blocklist", request -> ApiRoutes.json(Answer.OK, blocked())));
    }

    private List<Object> peers() {
        return node.inspect().contacts().stream().<Object>map(SwarmRoutes::peer).toList();
    }

    private static Map<String, Object> peer(Inspection.Contact each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("family", each.family().label());
        map.put("id", each.id());
        map.put("endpoint", Literal.text(each.address()));
        map.put("bucket", each.bucket());
        map.put("standing", each.standing().name().toLowerCase(Locale.ROOT));
        return map;
    }

    private List<Object> buckets() {
        return Bucket.of(node.inspect().contacts()).stream()
                .<Object>map(SwarmRoutes::bucket)
                .toList();
    }

    private static Map<String, Object> bucket(Bucket each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("family", each.family().label());
        map.put("bucket", each.number());
        map.put("good", each.good());
        map.put("others", each.others());
        return map;
    }

    private List<Object> searches() {
        return node.inspect().searches().stream()
                .<Object>map(SwarmRoutes::search)
                .toList();
    }

    /** A search, as {@code openapi.json} describes it. */
    static Map<String, Object> search(Inspection.Search each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("family", each.family().label());
        map.put("target", each.target());
        map.put("kind", each.kind().name().toLowerCase(Locale.ROOT));
        map.put("announces", each.announces());
        map.put("done", each.done());
        map.put(
                "candidates",
                each.candidates().stream()
                        .map(candidate -> candidate(candidate, each.target()))
                        .toList());
        return map;
    }

    private static Map<String, Object> candidate(Inspection.Candidate each, String target) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", each.id());
        map.put("endpoint", Literal.text(each.address()));
        map.put("hops", each.hops());
        map.put("commonBits", commonBits(each.id(), target));
        map.put("queries", each.queries());
        map.put("replied", each.replied().isPresent());
        map.put("acknowledged", each.acknowledged());
        each.asked().ifPresent(span -> map.put("askedMillis", span.toMillis()));
        each.replied().ifPresent(span -> map.put("replyMillis", span.toMillis()));
        return map;
    }

    private static int commonBits(String id, String target) {
        return Ring.BITS
                - new BigInteger(id, 16).xor(new BigInteger(target, 16)).bitLength();
    }

    private List<Object> storage() {
        return node.stored().stream().<Object>map(SwarmRoutes::stored).toList();
    }

    private static Map<String, Object> stored(Inspection.Stored each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("family", each.family().label());
        map.put("identifier", each.identifier());
        map.put("peers", each.peers());
        return map;
    }

    private List<Object> blocked() {
        return node.inspect().blocked().stream()
                .<Object>map(InetAddress::getHostAddress)
                .toList();
    }

    /**
     * How many contacts a bucket has.
     *
     * @param number counted from the bucket that is farthest from the node's id, which is 0
     * @param good those that are good (BEP 5)
     * @param others those that are not
     */
    record Bucket(Family family, int number, long good, long others) {

        /** The buckets that have contacts, the farthest first. */
        static List<Bucket> of(List<Inspection.Contact> contacts) {
            Map<Family, Map<Integer, long[]>> counts = new TreeMap<>();
            for (Inspection.Contact each : contacts) {
                long[] both = counts.computeIfAbsent(each.family(), family -> new TreeMap<>())
                        .computeIfAbsent(each.bucket(), number -> new long[2]);
                both[each.standing() == Inspection.Standing.GOOD ? 0 : 1]++;
            }
            return counts.entrySet().stream()
                    .flatMap(family -> family.getValue().entrySet().stream()
                            .map(bucket -> new Bucket(
                                    family.getKey(), bucket.getKey(), bucket.getValue()[0], bucket.getValue()[1])))
                    .toList();
        }
    }
}
