package org.kadnode.plugin.dns;

import java.util.List;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Decides what a question is answered with. Knows nothing of sockets; any thread.
 */
final class NameServer {

    private static final System.Logger LOG = System.getLogger(NameServer.class.getName());

    private final KadNode node;
    private final DnsSettings settings;
    private final Zones zones;
    private final Follower follower;
    private final Counters counters;

    NameServer(KadNode node, DnsSettings settings, Counters counters) {
        this.node = node;
        this.settings = settings;
        this.zones = new Zones(settings.domain(), settings.negativeTtl().toSeconds());
        this.follower = new Follower(node, zones, new Finder(node, settings, counters));
        this.counters = counters;
    }

    /** What to do with a datagram. */
    sealed interface Turn {}

    /** Nothing is sent. */
    record Silence() implements Turn {}

    /**
     * The answer is known.
     *
     * @param reply the answer
     */
    record Now(Reply reply) implements Turn {}

    /**
     * The node must be asked.
     *
     * @param inquiry what to hand to {@link NameServer#answer}, on a thread that can wait
     */
    record Later(Inquiry inquiry) implements Turn {}

    /** Looks at a datagram; never waits and never throws. */
    Turn receive(byte[] datagram) {
        return switch (Intake.read(datagram)) {
            case Intake.Noise noise -> {
                counters.ignored.increment();
                yield new Silence();
            }
            case Intake.Flawed flawed -> {
                counters.questions.increment();
                counters.flawed(flawed.code());
                yield new Now(flawed.reply());
            }
            case Intake.Asked asked -> {
                counters.questions.increment();
                yield route(asked.inquiry());
            }
        };
    }

    private Turn route(Inquiry inquiry) {
        if (zones.isDomain(inquiry.name())) {
            return new Now(noData(inquiry, Reply.to(inquiry), inquiry.name()));
        }
        if (!node.covers(inquiry.name().toString(true))) {
            counters.refused.increment();
            return new Now(Reply.to(inquiry).code(Rcode.REFUSED));
        }
        return new Later(inquiry);
    }

    /** Finds the answer, waiting for the node where there is something to wait for. */
    Reply answer(Later later) throws InterruptedException {
        Inquiry inquiry = later.inquiry();
        try {
            return found(inquiry, follower.follow(inquiry.name(), inquiry.type()));
        } catch (KadNodeException e) {
            // The node is busy or stopping: for the asker to try again.
            return failure(inquiry);
        } catch (RuntimeException e) {
            // A bug, but the asker is not to wait for it.
            LOG.log(System.Logger.Level.ERROR, "DNS question for " + inquiry.name(), e);
            return failure(inquiry);
        }
    }

    /** What is said when too many questions wait already. */
    Reply turnAway(Inquiry inquiry) {
        counters.turnedAway.increment();
        return Reply.to(inquiry).code(Rcode.SERVFAIL);
    }

    /** Aliases first, then what the last of them leads to; a code tells of that last name (RFC 6604, section 3). */
    private Reply found(Inquiry inquiry, Follower.Course course) {
        Reply reply = Reply.to(inquiry).answer(course.aliases());
        return switch (course.end()) {
            case Finder.Addresses found ->
                answered(reply.addresses(
                        course.last(), found.addresses(), settings.ttl().toSeconds()));
            case Finder.Records found -> answered(reply.answer(found.records()));
            case Finder.Elsewhere elsewhere -> answered(reply);
            case Finder.NoData noData -> noData(inquiry, reply, course.last());
            case Finder.NoName noName -> negative(reply, course.last()).code(Rcode.NXDOMAIN);
            case Finder.Undecided undecided -> failure(inquiry);
        };
    }

    /** A name that exists; some of what it has needs no search. */
    private Reply noData(Inquiry inquiry, Reply reply, Name name) {
        if (inquiry.type() == Type.SOA && zones.isApex(name)) {
            return answered(reply.answer(List.of(zones.soa(name))));
        }
        if (inquiry.type() == Type.ANY && !zones.isDomain(name)) {
            // One small record instead of all there are (RFC 8482, section 4.2).
            long ttl = settings.ttl().toSeconds();
            return answered(reply.answer(List.of(new HINFORecord(name, DClass.IN, ttl, "RFC8482", ""))));
        }
        return negative(reply, name);
    }

    private Reply answered(Reply reply) {
        counters.answered.increment();
        return reply.authoritative();
    }

    private Reply negative(Reply reply, Name name) {
        counters.negative.increment();
        return reply.authoritative().negative(zones.soa(name));
    }

    private Reply failure(Inquiry inquiry) {
        counters.failed.increment();
        return Reply.to(inquiry).code(Rcode.SERVFAIL);
    }
}
