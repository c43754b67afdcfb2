package org.kadnode.plugin.dns;

import java.time.Duration;
import java.util.List;
import org.kadnode.plugin.dns.proxy.ForwardException;
import org.kadnode.plugin.dns.proxy.UpstreamQuery;
import org.kadnode.plugins.Tasks;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Answers of other servers, for all names that are not of the network. */
final class Others implements Source {

    /** How long a failure is remembered, in seconds (RFC 9520, section 3.2). */
    static final int FAILURE_SECONDS = 5;

    private final Forwarding forwarding;
    private final Tasks tasks;

    /** What asks the other servers. */
    @FunctionalInterface
    interface Forwarding {

        /** Blocks until there is an answer, or a reason for none. */
        Message forward(UpstreamQuery query, Duration patience) throws ForwardException, InterruptedException;
    }

    Others(Forwarding forwarding, Tasks tasks) {
        this.forwarding = forwarding;
        this.tasks = tasks;
    }

    @Override
    public Found find(Question question, Duration deadline) throws InterruptedException {
        return find(question, deadline, Draft.of(question));
    }

    /**
     * Finds the answer to what is left of a question, for a draft that may hold the way there.
     *
     * @param deadline when to give up
     */
    Found find(Question rest, Duration deadline, Draft draft) throws InterruptedException {
        UpstreamQuery query = new UpstreamQuery(
                rest.name(), rest.type(), Variant.dnssecOk(rest.variant()), Variant.checkingDisabled(rest.variant()));
        try {
            Message theirs = forwarding.forward(query, tasks.until(deadline));
            return new Found(copy(theirs, draft).answer(), true);
        } catch (ForwardException e) {
            Answer failure = Draft.code(Rcode.SERVFAIL)
                    .with(FAILURE_SECONDS, new ExtendedError(e.extendedError(), String.valueOf(e.getMessage())));
            return new Found(failure, true);
        }
    }

    private static Draft copy(Message theirs, Draft draft) {
        // What stands in front of theirs is not validated by them (RFC 4035, section 3.2.3).
        boolean authentic = theirs.getHeader().getFlag(Flags.AD) && draft.isEmpty();
        draft.withCode(theirs.getHeader().getRcode())
                .answer(records(theirs, Section.ANSWER))
                .authority(records(theirs, Section.AUTHORITY))
                .additional(records(theirs, Section.ADDITIONAL));
        return authentic ? draft.authentic() : draft;
    }

    private static List<Record> records(Message message, int section) {
        return message.getSection(section).stream()
                .filter(record -> !(record instanceof OPTRecord))
                .toList();
    }
}
