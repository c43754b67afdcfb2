package org.kadnode.plugin.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kadnode.plugins.KadNode;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;

/** Follows aliases from name to name (RFC 1034, section 4.3.2), as far as the names are those of the network. */
final class Follower {

    /** More aliases than any honest chain has; a loop ends here. */
    static final int MOST_ALIASES = 8;

    private final KadNode node;
    private final Zones zones;
    private final Finder finder;

    Follower(KadNode node, Zones zones, Finder finder) {
        this.node = node;
        this.zones = zones;
        this.finder = finder;
    }

    /**
     * Where a question leads.
     *
     * @param aliases the aliases on the way
     * @param last the name that is none, or that of somebody else
     * @param end what is known about that name
     */
    record Course(List<CNAMERecord> aliases, Name last, Finder.End end) {}

    /**
     * Waits for what a name has of a type, be it under another name.
     *
     * @param deadline when to give up
     * @throws org.kadnode.plugins.KadNodeException if the node cannot search now
     */
    Course follow(Name name, int type, Duration deadline) throws InterruptedException {
        List<CNAMERecord> aliases = new ArrayList<>();
        Name at = name;
        while (true) {
            switch (find(at, type, deadline)) {
                case Finder.End end -> {
                    return new Course(aliases, at, end);
                }
                case Finder.Alias alias -> {
                    if (aliases.size() == MOST_ALIASES) {
                        return new Course(aliases, at, new Finder.Undecided(ExtendedError.ALIASES));
                    }
                    aliases.add(alias.record());
                    at = alias.record().getTarget();
                }
            }
        }
    }

    private Finder.Finding find(Name name, int type, Duration deadline) throws InterruptedException {
        if (zones.isDomain(name)) {
            return new Finder.NoData();
        }
        return node.covers(name.toString(true)) ? finder.find(name, type, deadline) : new Finder.Elsewhere();
    }
}
