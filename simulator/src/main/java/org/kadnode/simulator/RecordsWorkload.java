package org.kadnode.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.ResolvedAddress.Proof;
import org.kadnode.simulator.Seek.Purpose;
import org.kadnode.simulator.SignedName.Fate;
import org.kadnode.simulator.Swarm.Resident;

/**
 * Users who own names and sign records of them, and others who ask for these. Beside each there is a plain name, for
 * which as many ask. In the middle of the run a fourth of the owners is switched off, and another fourth gets other
 * addresses.
 */
final class RecordsWorkload implements Activity {

    /** How long a new announcement may take until it is stored, in milliseconds. */
    private static final long STORING = 300_000;

    /** How long somebody waits for an answer, in milliseconds. */
    private static final long PATIENCE = 60_000;

    /** The same for those who ask again and again. */
    private static final long SHORT_PATIENCE = 10_000;

    /** Of so many questions for a name, one is asked by a newcomer. */
    private static final int NEWCOMER_EVERY = 4;

    /** One of so many nodes follows a name whose owner moves. */
    private static final int NODES_PER_FOLLOWER = 20;

    /** Nodes that follow such a name, at most. */
    private static final int MOST_FOLLOWERS = 80;

    /** How long a signed address may be cached, in milliseconds: the TTL of what nodes sign. */
    static final long TTL = 300_000;

    /** Between two looks at whether a node knows its new address, in milliseconds. */
    private static final long LOOK = 100;

    /** For how long others may hand out where an owner was: a record says it for 3 hours, and is cached for its TTL. */
    private static final long STALE = 3 * 60 * 60_000 + TTL + PATIENCE;

    private final World world;
    private final SplittableRandom random;
    private final Swarm swarm;
    private final RecordFindings findings;
    private final Map<Host, SignedName> announcers = new HashMap<>();
    private final Map<Long, Seek> seeks = new HashMap<>();
    private final Map<Host, Move> moves = new HashMap<>();
    private long lastTicket;

    /** What became of a move so far. */
    private static final class Move {
        private final SignedName name;
        private final long movedAt;
        private OptionalLong seqBefore = OptionalLong.empty();
        private boolean stored;

        private Move(SignedName name, long movedAt) {
            this.name = name;
            this.movedAt = movedAt;
        }
    }

    RecordsWorkload(World world, SplittableRandom random, Inspection inspection) {
        this.world = world;
        this.random = random;
        swarm = new Swarm(world, random.split(), inspection, this);
        findings = new RecordFindings(world.scenario());
    }

    @Override
    public void begin() {
        Scenario scenario = world.scenario();
        List<SignedName> names = new ArrayList<>();
        for (int i = 0; i < scenario.names(); i++) {
            names.add(signed(i));
            names.add(plain(i));
        }
        swarm.grow(
                scenario.nodes() - names.stream().mapToInt(SignedName::machines).sum());
        for (SignedName name : names) {
            for (int machine = 0; machine < name.machines(); machine++) {
                world.queue().add(random.nextLong(scenario.grown(), 2 * scenario.grown()), now -> announce(now, name));
            }
            long turn = scenario.duration() / 3 + random.nextLong(scenario.grown());
            switch (name.fate()) {
                case STAYS, SHARED -> {}
                case LEAVES -> turn(turn, name, this::leave);
                case MOVES -> turn(turn, name, this::move);
            }
        }
    }

    private SignedName signed(int number) {
        String text = "signed-" + number;
        SecretKey key = Ed25519.generate(random);
        KeyPattern pattern = new KeyPattern(text, false);
        Fate[] fates = Fate.values();
        return new SignedName(
                naming(KeyRing.Entry.of(pattern, key)).parse(text).orElseThrow(),
                naming(KeyRing.Entry.of(pattern, key.publicKey())).parse(text).orElseThrow(),
                fates[number % fates.length]);
    }

    private static Naming naming(KeyRing.Entry entry) {
        return new Naming(".p2p", KeyRing.EMPTY.plus(entry), true);
    }

    private static SignedName plain(int number) {
        var name = new Naming(".p2p").parse("plain-" + number).orElseThrow();
        return new SignedName(name, name, Fate.STAYS);
    }

    private void turn(long time, SignedName name, Turn turn) {
        name.turnsAt(time);
        world.queue().add(time, now -> turn.happen(now, name));
    }

    @FunctionalInterface
    private interface Turn {
        void happen(long now, SignedName name);
    }

    @Override
    public Outcome end(long now) {
        swarm.end(now);
        return findings.outcome();
    }

    @Override
    public void hear(long now, Host host, Output output) {
        world.trace().note(now, host + " says: " + output);
        switch (output) {
            case Output.Found found -> found(now, host, found);
            case Output.Searching searching -> searching(now, host, searching);
            case Output.AnnouncementStored stored -> {
                if (!nameOf(now, host, output).isSigned() && stored.copies() > 0) {
                    stored(now, host);
                }
            }
            case Output.RecordStored stored -> recordStored(now, host, stored);
            case Output.Signed signed -> signed(now, host, signed);
            case Output.Refused refused -> world.checks().violated(now, host + " refuses: " + refused);
            case Output.AnnouncementEnded ended -> world.checks().violated(now, host + " gives up: " + ended);
            case Output.Unverified unverified -> {}
            case Output.AnnouncementAdded added -> {}
            case Output.Joined joined -> {}
            case Output.Lonely lonely -> {}
            case Output.Forwarded forwarded -> {}
            case Output.Send send -> throw new AssertionError("the host sends it: " + send);
        }
    }

    private SignedName nameOf(long now, Host host, Output output) {
        SignedName name = announcers.get(host);
        if (name == null) {
            throw new IllegalStateException("at %d %s announces nothing, but says %s".formatted(now, host, output));
        }
        return name;
    }

    private void announce(long now, SignedName name) {
        // Machines that share a name meet in the network: they have a family in common.
        Resident owner = name.owners().isEmpty() ? swarm.settle(now) : swarm.settle(now, name.families());
        name.join(owner);
        announcers.put(owner.host(), name);
        int port = owner.node().config().port();
        owner.host()
                .tell(now, new Input.Announce(++lastTicket, name.owned(), name.isSigned() ? 0 : port, Long.MAX_VALUE));
        world.queue().add(now + STORING, then -> {
            if (!name.hasStored(owner)) {
                world.checks().violated(then, "%s is not stored yet by %s".formatted(name, owner.host()));
            }
        });
        findings.announced(name, now);
    }

    private void recordStored(long now, Host host, Output.RecordStored stored) {
        if (stored.record().copies() == 0) {
            return;
        }
        stored(now, host);
        Move move = moves.get(host);
        if (move != null
                && !move.stored
                && move.seqBefore.isPresent()
                && stored.record().seq() > move.seqBefore.getAsLong()) {
            move.stored = true;
            findings.movedRecord(move.name, move.movedAt, now);
        }
    }

    private void stored(long now, Host host) {
        SignedName name = announcers.get(host);
        Optional<Resident> owner = name == null ? Optional.empty() : name.owner(host);
        if (name != null && owner.isPresent() && name.stored(now, owner.get())) {
            findings.stored(name, now);
            planSeeks(now, name);
            if (name.fate() == Fate.MOVES) {
                planFollowers(name);
            }
        }
    }

    private void planSeeks(long now, SignedName name) {
        Scenario scenario = world.scenario();
        long step = findings.step();
        for (long begin = now; begin < scenario.duration() - PATIENCE; begin += step) {
            for (int i = 0; i < scenario.lookups(); i++) {
                Purpose purpose = i % NEWCOMER_EVERY == NEWCOMER_EVERY - 1 ? Purpose.NEWCOMER : Purpose.SWARM;
                long time = begin + random.nextLong(step);
                if (time < scenario.duration() - PATIENCE) {
                    world.queue().add(time, then -> seek(then, name, purpose));
                }
            }
        }
    }

    private void seek(long now, SignedName name, Purpose purpose) {
        if (purpose == Purpose.NEWCOMER) {
            ask(now, name, swarm.invite(now, name.families()), purpose);
        } else {
            swarm.draw(name::takesAsker).ifPresent(asker -> ask(now, name, asker, purpose));
        }
    }

    private void ask(long now, SignedName name, Resident asker, Purpose purpose) {
        long ticket = ++lastTicket;
        Seek seek = new Seek(name, asker, purpose, now);
        seeks.put(ticket, seek);
        asker.host().tell(now, new Input.Resolve(ticket, name.sought(), name.families(asker.host())));
        long patience = purpose == Purpose.FOLLOW ? SHORT_PATIENCE : PATIENCE;
        world.queue().add(now + patience, then -> conclude(then, ticket));
    }

    private void found(long now, Host host, Output.Found found) {
        Seek seek = ofLiveTicket(now, host, found.ticket(), found);
        if (seek == null) {
            return;
        }
        boolean proved = seek.name().isSigned() == (found.proof() != Proof.NONE) && found.proof() != Proof.OWN;
        Optional<Long> until = seek.name().until(found.address());
        if (!proved || until.isEmpty() || now - Math.min(now, until.get()) > STALE) {
            world.checks()
                    .violated(now, "%s asks for %s and finds what is wrong: %s".formatted(host, seek.name(), found));
        }
        seek.found(now, found.address(), found.proof());
    }

    private void signed(long now, Host host, Output.Signed signed) {
        Seek seek = ofLiveTicket(now, host, signed.ticket(), signed);
        if (seek != null) {
            if (signed.record().exists()) {
                seek.signed();
            }
            long before = seek.name().told(host, signed.record().seq());
            if (before > signed.record().seq()) {
                world.checks().violated(now, "%s goes back from %d: %s".formatted(host, before, signed));
            }
        }
    }

    private void searching(long now, Host host, Output.Searching searching) {
        Seek seek = ofLiveTicket(now, host, searching.ticket(), searching);
        boolean answered = seek != null
                && (seek.purpose() == Purpose.FOLLOW
                        || (!seek.found().isEmpty()
                                && seek.isSigned() == seek.name().isSigned()));
        if (answered && searching.progress() == Output.Progress.ENDED) {
            // Not at once: the node is in the middle of a call.
            world.queue().add(now, then -> conclude(then, searching.ticket()));
        }
    }

    private @Nullable Seek ofLiveTicket(long now, Host host, long ticket, Output output) {
        Seek seek = seeks.get(ticket);
        if (seek == null || seek.asker().host() != host) {
            world.checks().violated(now, host + " speaks of a ticket that it does not have: " + output);
            return null;
        }
        return seek;
    }

    private void conclude(long now, long ticket) {
        Seek seek = seeks.remove(ticket);
        if (seek == null) {
            return;
        }
        Host asker = seek.asker().host();
        if (seek.found().isEmpty() && !asker.isOpen()) {
            findings.abandoned();
        } else if (findings.concluded(now, seek)) {
            world.checks().violated(now, "%s was not found by %s".formatted(seek.name(), asker));
        }
        if (asker.isOpen()) {
            asker.tell(now, new Input.Release(ticket));
        }
        if (seek.purpose() == Purpose.NEWCOMER) {
            swarm.leave(now, seek.asker());
        }
    }

    private void leave(long now, SignedName name) {
        for (Resident owner : List.copyOf(name.owners())) {
            name.leave(now, owner);
            swarm.unsettle(now, owner);
        }
    }

    private void move(long now, SignedName name) {
        for (Resident owner : name.owners()) {
            name.vacate(now, owner);
            swarm.move(now, owner.host());
            name.occupy(owner);
            Move move = new Move(name, now);
            moves.put(owner.host(), move);
            look(now, owner, move);
        }
    }

    /** Looks whether the node knows where it is. */
    private void look(long now, Resident owner, Move move) {
        boolean knows = owner.host().endpoints().stream()
                .map(Endpoint::address)
                .allMatch(owner.node().externalAddresses()::contains);
        if (knows) {
            move.seqBefore = OptionalLong.of(owner.node().records().getFirst().seq());
            findings.learned(now - move.movedAt);
        } else {
            world.queue().add(now + LOOK, then -> look(then, owner, move));
        }
    }

    /** Some ask for the name shortly before its owner moves, and then again every half minute. */
    private void planFollowers(SignedName name) {
        int followers = Math.min(MOST_FOLLOWERS, world.scenario().nodes() / NODES_PER_FOLLOWER);
        for (int i = 0; i < followers; i++) {
            world.queue()
                    .add(
                            name.turnsAt() - 1 - random.nextLong(TTL),
                            now -> swarm.draw(name::takesAsker).ifPresent(asker -> {
                                ask(now, name, asker, Purpose.FOLLOW);
                                long again = name.turnsAt() + random.nextLong(RecordFindings.FOLLOW_STEP);
                                planNext(again, name, asker);
                            }));
        }
    }

    private void planNext(long time, SignedName name, Resident asker) {
        boolean over = time - name.turnsAt() >= RecordFindings.FOLLOW_TIME
                || time >= world.scenario().duration() - SHORT_PATIENCE;
        if (over) {
            return;
        }
        world.queue().add(time, now -> {
            if (asker.host().isOpen()) {
                ask(now, name, asker, Purpose.FOLLOW);
                planNext(now + RecordFindings.FOLLOW_STEP, name, asker);
            }
        });
    }
}
