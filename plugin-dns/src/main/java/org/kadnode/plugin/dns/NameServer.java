package org.kadnode.plugin.dns;

import java.util.Optional;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Decides what a question is answered with. Knows nothing of sockets; any thread.
 */
final class NameServer {

    private static final System.Logger LOG = System.getLogger(NameServer.class.getName());

    private final KadNode node;
    private final DnsSettings settings;
    private final Zone zone;
    private final Finder finder;
    private final Counters counters;

    NameServer(KadNode node, DnsSettings settings, Counters counters) {
        this.node = node;
        this.settings = settings;
        this.zone = new Zone(settings.domain(), settings.negativeTtl().toSeconds());
        this.finder = new Finder(node, settings.patience());
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
     * @param hostName the name in question
     */
    record Later(Inquiry inquiry, String hostName) implements Turn {}

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
        if (zone.isApex(inquiry.name())) {
            return new Now(apex(inquiry));
        }
        if (!node.covers(inquiry.name().toString(true))) {
            counters.refused.increment();
            return new Now(Reply.to(inquiry).code(Rcode.REFUSED));
        }
        Optional<String> hostName = Zone.hostName(inquiry.name());
        return hostName.<Turn>map(name -> new Later(inquiry, name)).orElseGet(() -> new Now(noName(inquiry)));
    }

    /** Finds the answer, waiting for the node where there is something to wait for. */
    Reply answer(Later later) throws InterruptedException {
        Inquiry inquiry = later.inquiry();
        try {
            return switch (inquiry.type()) {
                case Type.A -> found(inquiry, finder.find(later.hostName(), Family.IPV4));
                case Type.AAAA -> found(inquiry, finder.find(later.hostName(), Family.IPV6));
                case Type.ANY -> any(inquiry, finder.look(later.hostName()));
                default -> found(inquiry, finder.look(later.hostName()));
            };
        } catch (KadNodeException e) {
            // What cannot be a name is not announced by anybody; all else is for the asker to try again.
            return e.kind() == KadNodeException.Kind.NAME ? noName(inquiry) : failure(inquiry);
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

    private Reply found(Inquiry inquiry, Finder.Finding finding) {
        return switch (finding) {
            case Finder.Addresses found -> {
                counters.answered.increment();
                yield Reply.to(inquiry)
                        .authoritative()
                        .addresses(
                                inquiry.name(),
                                found.addresses(),
                                settings.ttl().toSeconds());
            }
            case Finder.NoData noData -> noData(inquiry);
            case Finder.NoName noName -> noName(inquiry);
            case Finder.Undecided undecided -> failure(inquiry);
        };
    }

    /** One small record instead of all there are (RFC 8482, section 4.2). */
    private Reply any(Inquiry inquiry, Finder.Finding finding) {
        if (finding instanceof Finder.NoName) {
            return noName(inquiry);
        }
        counters.answered.increment();
        long ttl = settings.ttl().toSeconds();
        return Reply.to(inquiry).authoritative().answer(new HINFORecord(inquiry.name(), DClass.IN, ttl, "RFC8482", ""));
    }

    private Reply apex(Inquiry inquiry) {
        if (inquiry.type() != Type.SOA) {
            return noData(inquiry);
        }
        counters.answered.increment();
        return Reply.to(inquiry).authoritative().answer(zone.soa());
    }

    private Reply noData(Inquiry inquiry) {
        counters.negative.increment();
        return Reply.to(inquiry).authoritative().negative(zone);
    }

    private Reply noName(Inquiry inquiry) {
        return noData(inquiry).code(Rcode.NXDOMAIN);
    }

    private Reply failure(Inquiry inquiry) {
        counters.failed.increment();
        return Reply.to(inquiry).code(Rcode.SERVFAIL);
    }
}
