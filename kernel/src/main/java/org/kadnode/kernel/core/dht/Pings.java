package org.kadnode.kernel.core.dht;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Endpoint;

/** The pings under way in one family. Each reason to ping has places of its own, so that none takes those of another. */
final class Pings {

    /** Packets of a ping to a node that is not known yet, or may be dead. */
    private static final int ATTEMPTS = 3;

    private static final int MOST_CONTACTS = 32;
    private static final int MOST_STRANGERS = 32;

    /** Why a node is pinged. */
    enum Reason {
        /** The user has named it. */
        INTRODUCTION,
        /** It is a contact, or waits for the place of one. */
        CONTACT,
        /** We know of it by hearsay only. Such nodes must not keep us from caring for our contacts. */
        STRANGER
    }

    private final Transactions transactions;
    private final int mostIntroductions;
    private final Map<Reason, Set<Endpoint>> underWay = new EnumMap<>(Reason.class);

    Pings(Transactions transactions, int mostIntroductions) {
        this.transactions = transactions;
        this.mostIntroductions = mostIntroductions;
    }

    /**
     * Pings a node.
     *
     * @return false if it is being pinged for that reason, too many others are, or too many queries are under way
     */
    boolean ping(long now, Endpoint endpoint, Reason reason) {
        Set<Endpoint> others = underWay.computeIfAbsent(reason, each -> new HashSet<>());
        if (others.size() >= most(reason) || others.contains(endpoint)) {
            return false;
        }
        Transactions.Asker asker = new Transactions.Asker() {
            @Override
            public void replied(long when, Message.Response response) {
                others.remove(endpoint);
            }

            @Override
            public void late(long when) {}

            @Override
            public void failed(long when, long error) {
                others.remove(endpoint);
            }
        };
        boolean asked = transactions.ask(now, endpoint, new Message.Method.Ping(), ATTEMPTS, asker);
        if (asked) {
            others.add(endpoint);
        }
        return asked;
    }

    private int most(Reason reason) {
        return switch (reason) {
            case INTRODUCTION -> mostIntroductions;
            case CONTACT -> MOST_CONTACTS;
            case STRANGER -> MOST_STRANGERS;
        };
    }
}
