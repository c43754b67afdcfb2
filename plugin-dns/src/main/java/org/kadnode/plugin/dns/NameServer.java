package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * Decides what to do with a message: answer it at once, let it wait for an answer on a virtual thread, or send it away.
 * Knows nothing of sockets. Any thread.
 */
final class NameServer implements Reception {

    private final Tasks tasks;
    private final Counters counters;
    private final Doorkeeper doorkeeper;
    private final Zones zones;
    private final Authority authority;
    private final Optional<Others> others;
    private final Reverse reverse;
    private final AnswerCache cache;
    private final Answers answers;
    private final ResponseWriter writer;
    private final Responder responder;
    private final Admission admission;

    /**
     * A server for the names of a node.
     *
     * @param networks those to which this machine is attached now
     * @param others whom to ask for other names; empty if they are refused
     * @param admission the places for questions that wait
     * @param random for what others must not guess
     */
    NameServer(
            KadNode node,
            DnsSettings settings,
            Counters counters,
            Supplier<Networks> networks,
            Optional<Others> others,
            Admission admission,
            RandomGenerator random) {
        this.tasks = node.tasks();
        this.counters = counters;
        this.others = others;
        this.admission = admission;
        this.zones = new Zones(settings.domain(), settings.negativeTtl().toSeconds());
        this.authority = new Authority(node, settings, zones, counters, networks, others);
        this.reverse = new Reverse(node, settings, zones, others);
        this.doorkeeper = new Doorkeeper(networks, new Quota(random.nextInt()), settings.localOnly());
        this.cache = new AnswerCache(settings.cacheSize(), random.nextInt());
        this.answers =
                new Answers(cache, this::sourceOf, settings.patience(), settings.staleFor(), node.tasks(), counters);
        this.writer = new ResponseWriter(others.isPresent());
        byte[] secret = new byte[SipHash.KEY];
        random.nextBytes(secret);
        this.responder = new Responder(writer, new Cookies(secret), settings.idle(), node.tasks());
    }

    /** The short way for one reading thread. */
    FastPath fastPath() {
        return new FastPath(cache, answers, writer, doorkeeper, counters);
    }

    Answers answers() {
        return answers;
    }

    /** Forgets what is kept about a name that this node announces, or does so no more, and the names below it. */
    void forget(String announced) {
        zones.under(announced).ifPresentOrElse(answers::forget, answers::forgetAll);
    }

    @Override
    public void take(byte[] message, Asker asker) {
        switch (Intake.read(message)) {
            case Intake.Noise noise -> {
                counters.ignored.increment();
                asker.ignore();
            }
            case Intake.Query query -> {
                counters.questions.increment();
                if (isAdmitted(query.inquiry(), asker)) {
                    take(query, asker);
                }
            }
        }
    }

    private void take(Intake.Query query, Asker asker) {
        switch (query) {
            case Intake.Flawed flawed -> say(flawed.inquiry(), Draft.code(flawed.code()), asker);
            case Intake.CookieWanted wanted -> say(wanted.inquiry(), Draft.code(Rcode.NOERROR), asker);
            case Intake.Sound sound -> route(sound.inquiry(), sound.asked(), asker);
        }
    }

    /** Whoever asks often, and might be somebody else, is sent to TCP every other time, and hears nothing else. */
    private boolean isAdmitted(Inquiry inquiry, Asker asker) {
        if (responder.isProved(inquiry, asker)
                || doorkeeper.admitsUnproved(
                        asker.address().getAddress(), tasks.now().toMillis())) {
            return true;
        }
        if (ThreadLocalRandom.current().nextBoolean()) {
            counters.slowed.increment();
            asker.answer(responder.toTcp(inquiry, asker));
        } else {
            counters.dropped.increment();
            asker.ignore();
        }
        return false;
    }

    private void route(Inquiry inquiry, Inquiry.Asked asked, Asker asker) {
        int network = doorkeeper.networkOf(asker.address().getAddress());
        if (!doorkeeper.serves(network)) {
            say(inquiry, Draft.code(Rcode.REFUSED).because(ExtendedError.FORBIDDEN), asker);
            return;
        }
        Question question = new Question(
                asked.name(), asked.type(), Variant.of(network, inquiry.dnssecOk(), inquiry.checkingDisabled()));
        Optional<Answer> known = atOnce(question);
        Optional<Answers.Aged> atHand =
                known.map(answer -> new Answers.Aged(answer, 0)).or(() -> answers.atHand(question));
        if (atHand.isPresent()) {
            say(inquiry, atHand.get(), asker);
        } else {
            later(inquiry, question, asker);
        }
    }

    /** What needs no search. */
    private Optional<Answer> atOnce(Question question) {
        Name name = question.name();
        if (authority.isFor(name)) {
            return authority.atOnce(question);
        }
        if (reverse.isFor(name)) {
            return reverse.atOnce(question);
        }
        return others.isPresent()
                ? Optional.empty()
                : Optional.of(Draft.code(Rcode.REFUSED).because(ExtendedError.FOREIGN));
    }

    private Source sourceOf(Name name) {
        if (authority.isFor(name)) {
            return authority;
        }
        return reverse.isFor(name) ? reverse : others.orElseThrow();
    }

    private void later(Inquiry inquiry, Question question, Asker asker) {
        InetAddress address = asker.address().getAddress();
        if (!admission.enter(address)) {
            turnAway(inquiry, asker);
            return;
        }
        counters.missed.increment();
        Duration begin = tasks.now();
        try {
            tasks.start("dns question", () -> {
                try {
                    say(inquiry, answers.await(question), asker);
                    counters.waiting.add(tasks.now().minus(begin));
                } catch (KadNodeException e) {
                    say(inquiry, Draft.code(Rcode.SERVFAIL).because(ExtendedError.NODE_BUSY), asker);
                } finally {
                    admission.leave(address);
                }
            });
        } catch (KadNodeException stopping) {
            admission.leave(address);
            turnAway(inquiry, asker);
        }
    }

    private void turnAway(Inquiry inquiry, Asker asker) {
        counters.turnedAway.increment();
        Answer failure = Draft.code(Rcode.SERVFAIL).because(ExtendedError.TOO_MANY);
        asker.answer(responder.respond(inquiry, new Answers.Aged(failure, 0), asker));
    }

    private void say(Inquiry inquiry, Answer answer, Asker asker) {
        say(inquiry, new Answers.Aged(answer, 0), asker);
    }

    private void say(Inquiry inquiry, Answers.Aged aged, Asker asker) {
        counters.said(aged.answer());
        asker.answer(responder.respond(inquiry, aged, asker));
    }
}
