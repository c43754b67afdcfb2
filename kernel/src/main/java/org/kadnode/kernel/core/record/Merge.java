package org.kadnode.kernel.core.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How several versions of a record become one. The order of the versions matters only between zone parts of one age. */
final class Merge {

    /** Of two entries of one machine the later one counts, and having left outweighs being there. */
    private static final Comparator<Machine> BY_TIME = Comparator.comparingLong(Machine::seenAt)
            .thenComparing(Machine::gone)
            .thenComparing(Machine::toString);

    private Merge() {}

    static Content of(
            String origin, List<Content> versions, Optional<Machine> ours, Optional<Zone> zone, long nowSeconds) {
        List<Machine> machines = machines(versions, ours, nowSeconds);
        List<Resource> resources = zone.map(given -> given.resources(Entries.addresses(machines)))
                .orElseGet(() -> published(versions, machines));
        return Content.of(origin, machines, resources);
    }

    private static List<Machine> machines(List<Content> versions, Optional<Machine> ours, long nowSeconds) {
        Map<String, Machine> byTag = new TreeMap<>();
        for (Content version : versions) {
            version.machines().stream()
                    .filter(machine -> machine.isFresh(nowSeconds))
                    .forEach(machine -> byTag.merge(
                            machine.tag(), machine, (one, other) -> BY_TIME.compare(one, other) < 0 ? other : one));
        }
        ours.ifPresent(machine -> byTag.remove(machine.tag()));

        List<Machine> candidates = new ArrayList<>();
        ours.ifPresent(candidates::add);
        byTag.values().stream().sorted(BY_TIME.reversed()).forEach(candidates::add);
        List<Machine> kept = new ArrayList<>();
        for (Machine machine : candidates) {
            if (kept.stream().noneMatch(later -> isSame(later, machine))) {
                kept.add(machine);
            }
        }
        kept.sort(Comparator.comparing(Machine::tag));
        return kept;
    }

    /**
     * Whether a machine is most likely an earlier one before a restart, for which it drew a new tag: the later one has
     * its port and says all that it says. Should it be a neighbour behind the same router after all, then whoever is led
     * to one of them is led to the other as well.
     */
    private static boolean isSame(Machine later, Machine earlier) {
        return later.port() == earlier.port()
                && !earlier.gone()
                && later.addresses().containsAll(earlier.addresses())
                && later.services().containsAll(earlier.services())
                && (later.zone() || !earlier.zone())
                && (later.shown() || !earlier.shown());
    }

    /**
     * The zone part that stays: of those that a remaining machine publishes, the one it published last; else the newest
     * one that nobody publishes, which another program has made.
     */
    private static List<Resource> published(List<Content> versions, List<Machine> machines) {
        List<String> publishers =
                machines.stream().filter(Machine::zone).map(Machine::tag).toList();
        List<Resource> zone = List.of();
        long publishedAt = -1;
        for (Content version : versions) {
            for (Machine machine : version.machines()) {
                if (machine.zone() && publishers.contains(machine.tag()) && machine.seenAt() > publishedAt) {
                    zone = version.zone();
                    publishedAt = machine.seenAt();
                }
            }
        }
        return publishedAt >= 0
                ? zone
                : versions.stream()
                        .filter(version -> !version.zone().isEmpty()
                                && version.machines().stream().noneMatch(Machine::zone))
                        .findFirst()
                        .map(Content::zone)
                        .orElse(List.of());
    }
}
