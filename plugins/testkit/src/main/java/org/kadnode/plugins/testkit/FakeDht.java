package org.kadnode.plugins.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.ResolvedAddress.Proof;
import org.kadnode.plugins.SignedData;

/** What the DHT would find, as scripted, and the requests that wait for it. */
final class FakeDht {

    /** That of an address that was found just now. */
    private static final Duration TRUST = Duration.ofMinutes(20);

    private static final Duration OWN_TRUST = Duration.ofMinutes(1);

    private final VirtualTime time;
    private final FakeTasks tasks;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<Family> families = EnumSet.allOf(Family.class);
    private final Set<Family> joined = EnumSet.allOf(Family.class);
    private final List<Request> open = new ArrayList<>();

    FakeDht(VirtualTime time, FakeTasks tasks) {
        this.time = time;
        this.tasks = tasks;
    }

    /** All that is scripted for one name. */
    private static final class Entry {
        private final Set<InetSocketAddress> own = new LinkedHashSet<>();
        private final Set<InetSocketAddress> found = new LinkedHashSet<>();
        private final Set<Family> ended = EnumSet.noneOf(Family.class);
        private boolean owned;
        private boolean claimed;
        private Optional<SignedData> signed = Optional.empty();
        private List<Inspection.Search> searches = List.of();
        private Duration trust = TRUST;
        private Proof proof = Proof.NONE;

        private List<ResolvedAddress> addresses() {
            return Stream.concat(
                            own.stream().map(each -> new ResolvedAddress(each, Proof.OWN, OWN_TRUST)),
                            found.stream().map(this::address))
                    .toList();
        }

        private ResolvedAddress address(InetSocketAddress each) {
            return new ResolvedAddress(each, proof, trust);
        }
    }

    private Entry entry(String name) {
        return entries.computeIfAbsent(name, key -> new Entry());
    }

    Set<Family> families() {
        return time.read(() -> EnumSet.copyOf(families));
    }

    void families(Set<Family> part) {
        time.change(() -> {
            families.retainAll(part);
            families.addAll(part);
        });
    }

    boolean joined(Family family) {
        return time.read(() -> families.contains(family) && joined.contains(family));
    }

    void joined(Family family, boolean now) {
        time.change(() -> {
            if (now) {
                joined.add(family);
            } else {
                joined.remove(family);
            }
        });
    }

    /** Makes an address known; returns it if a request waited for it. */
    Optional<ResolvedAddress> found(String name, InetSocketAddress endpoint) {
        return time.read(() -> {
            time.change(() -> entry(name).found.add(endpoint));
            return Optional.of(entry(name).address(endpoint))
                    .filter(address ->
                            open.stream().anyMatch(request -> request.name.equals(name) && request.wants(address)));
        });
    }

    void trusted(String name, Duration trust) {
        time.change(() -> entry(name).trust = trust);
    }

    void proved(String name, Proof proof) {
        time.change(() -> entry(name).proof = proof);
    }

    /** Whether an owner has proved that a name leads to an address. */
    boolean leadsTo(String name, InetAddress address) {
        return time.read(() -> entry(name).addresses().stream()
                .filter(each -> each.proof() == Proof.RECORD || each.proof() == Proof.LEGACY)
                .anyMatch(each -> each.address().getAddress().equals(address)));
    }

    /** Makes an address known under which the node announces a name itself. */
    void announced(String name, InetSocketAddress endpoint) {
        time.change(() -> entry(name).own.add(endpoint));
    }

    void withdrawn(String name) {
        time.change(() -> entry(name).own.clear());
    }

    /** Lets a name belong to somebody; what that owner signs may come later. */
    void owned(String name) {
        time.change(() -> entry(name).owned = true);
    }

    /** Lets somebody claim a name that belongs to somebody. */
    void claimed(String name) {
        time.change(() -> {
            entry(name).owned = true;
            entry(name).claimed = true;
        });
    }

    void signed(String name, SignedData data) {
        time.change(() -> {
            entry(name).owned = true;
            entry(name).signed = Optional.of(data);
        });
    }

    void ended(String name, Set<Family> searches) {
        time.change(() -> entry(name).ended.addAll(searches));
    }

    void searches(String name, List<Inspection.Search> shown) {
        time.change(() -> entry(name).searches = List.copyOf(shown));
    }

    /** How many threads wait for a name. */
    int waitersFor(String name) {
        return open.stream()
                .filter(request -> request.name.equals(name))
                .mapToInt(request -> request.waiters)
                .sum();
    }

    Resolution resolve(String name, Query query) {
        Request request = new Request(name, query.families());
        time.change(() -> open.add(request));
        return request;
    }

    void close() {
        time.read(() -> List.copyOf(open)).forEach(Request::close);
    }

    private final class Request implements Resolution {
        private final String name;
        private final Set<Family> wanted;
        private final Set<InetSocketAddress> told = new LinkedHashSet<>();
        private boolean closed;
        private int waiters;

        Request(String name, Set<Family> wanted) {
            this.name = name;
            this.wanted = wanted;
        }

        boolean wants(ResolvedAddress address) {
            return wanted.contains(Family.of(address.address().getAddress()));
        }

        private List<ResolvedAddress> known() {
            return closed
                    ? List.of()
                    : entry(name).addresses().stream().filter(this::wants).toList();
        }

        private Optional<ResolvedAddress> untold() {
            return known().stream()
                    .filter(each -> !told.contains(each.address()))
                    .findFirst();
        }

        @Override
        public Optional<ResolvedAddress> next(Duration patience) throws InterruptedException {
            block(() -> untold().isPresent(), patience);
            return time.read(() -> {
                Optional<ResolvedAddress> next = untold();
                next.ifPresent(each -> told.add(each.address()));
                return next;
            });
        }

        @Override
        public List<ResolvedAddress> await(Duration patience) throws InterruptedException {
            block(() -> !known().isEmpty(), patience);
            return time.read(this::known);
        }

        private void block(BooleanSupplier found, Duration patience) throws InterruptedException {
            time.await(() -> found.getAsBoolean() || state() == State.ENDED, patience, parked -> {
                waiters += parked ? 1 : -1;
                tasks.parked(parked);
            });
        }

        @Override
        public Optional<SignedData> signed(Duration patience) throws InterruptedException {
            if (time.read(() -> entry(name).owned)) {
                block(() -> entry(name).signed.isPresent(), patience);
            }
            return time.read(() -> closed ? Optional.empty() : entry(name).signed);
        }

        @Override
        public State state() {
            return time.read(() -> {
                Set<Family> running = EnumSet.copyOf(wanted);
                running.retainAll(families);
                running.removeAll(entry(name).ended);
                if (closed || running.isEmpty()) {
                    return State.ENDED;
                }
                running.retainAll(joined);
                return running.isEmpty() ? State.NOT_JOINED : State.SEARCHING;
            });
        }

        @Override
        public boolean unverified() {
            return time.read(
                    () -> entry(name).claimed && entry(name).addresses().isEmpty());
        }

        @Override
        public List<Inspection.Search> searches() {
            return time.read(() -> closed ? List.of() : entry(name).searches);
        }

        @Override
        public void close() {
            time.change(() -> {
                closed = true;
                open.remove(this);
            });
        }
    }
}
