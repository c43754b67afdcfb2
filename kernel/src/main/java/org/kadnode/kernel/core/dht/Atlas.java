package org.kadnode.kernel.core.dht;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;

/**
 * Nodes from all over the identifiers, for own look-ups to begin near their target. Nobody else is told of them; whom we name to
 * others comes from the {@link RoutingTable}.
 *
 * <p>The identifiers are cut into pages of equal size, by their first bits. Each has a few contacts that have answered,
 * the quickest that were met, and a few nodes that others have named lately. A page is found without a search, and none is
 * larger than another, so what is done with a node costs the same however many are known. In a network in which the
 * routing table knows most nodes anyway there are no pages.
 */
final class Atlas {

    /** Contacts on a page. */
    static final int CONTACTS = 2;

    /** Nodes on a page that were named by others and have not answered us. */
    static final int RUMOURS = 8;

    /** So few pages are not worth the trouble. */
    private static final int FEWEST_PAGES = 8;

    /** Pages around a target from which a look-up gets contacts; the rumours are those of the nearest two. */
    private static final int PAGES_OF_CONTACTS = 8;

    private static final int PAGES_OF_RUMOURS = 2;

    /** A contact that was silent for so long is asked something, in milliseconds. */
    private static final long SILENT_MILLIS = 10 * 60_000;

    /** The same if its last answer is missing. */
    private static final long DOUBTED_MILLIS = 10_000;

    /** Unanswered queries in a row after which a contact is forgotten. */
    private static final int LOST_AFTER = 2;

    /** Pages that are looked at, at most, to find out what is to be done next. */
    private static final int MOST_STEPS = 256;

    /** The golden section of 2^32: all pages get their turn, and never two neighbours one after the other. */
    private static final int STRIDE = 0x9e3779b1;

    private final int mostPages;
    private Page[] pages = {};
    private int cursor;
    private int contacts;

    private static final class Contact {
        private final NodeInfo node;
        private long roundTrip;
        private long triedAt;
        private int failures;

        private Contact(NodeInfo node) {
            this.node = node;
        }
    }

    private static final class Page {
        private final List<Contact> contacts = new ArrayList<>(CONTACTS);
        private final Deque<NodeInfo> rumours = new ArrayDeque<>(RUMOURS);

        private Optional<Contact> contact(NodeInfo node) {
            return contacts.stream()
                    .filter(contact -> contact.node.endpoint().equals(node.endpoint()))
                    .findFirst();
        }
    }

    /**
     * An atlas without pages.
     *
     * @param mostPages how many there may be, a power of two; none if there are fewer than 8
     */
    Atlas(int mostPages) {
        this.mostPages = mostPages;
    }

    /** Has so many pages from now on, or as many as there may be; never fewer than before. */
    void grow(long wanted) {
        int count = (int) Math.min(mostPages, Long.highestOneBit(Math.max(wanted, 1)));
        if (count < FEWEST_PAGES || count <= pages.length) {
            return;
        }
        Page[] before = pages;
        pages = new Page[count];
        for (int i = 0; i < count; i++) {
            pages[i] = new Page();
        }
        for (Page page : before) {
            page.contacts.forEach(contact -> pageOf(contact.node.id()).contacts.add(contact));
            page.rumours.forEach(node -> pageOf(node.id()).rumours.add(node));
        }
    }

    /** How many pages there are; 0 if it is not used. */
    int pages() {
        return pages.length;
    }

    /** How many contacts there are on all pages. */
    int contacts() {
        return contacts;
    }

    /**
     * A node answered.
     *
     * @param roundTrip how long it took, in milliseconds; {@link Transactions#UNKNOWN} if nobody knows
     */
    void replied(long now, NodeInfo node, long roundTrip) {
        if (pages.length == 0) {
            return;
        }
        Page page = pageOf(node.id());
        page.rumours.remove(node);
        Contact known = page.contact(node).orElse(null);
        if (known != null && known.node.equals(node)) {
            known.triedAt = now;
            known.failures = 0;
            known.roundTrip = roundTrip == Transactions.UNKNOWN ? known.roundTrip : roundTrip;
            return;
        }
        if (roundTrip == Transactions.UNKNOWN) {
            return;
        }
        Contact contact = new Contact(node);
        contact.triedAt = now;
        contact.roundTrip = roundTrip;
        if (page.contacts.size() == CONTACTS) {
            Contact worst = worst(page);
            if (worst.failures == 0 && worst.roundTrip <= roundTrip) {
                return;
            }
            page.contacts.remove(worst);
            contacts--;
        }
        page.contacts.add(contact);
        contacts++;
    }

    private static Contact worst(Page page) {
        Contact worst = page.contacts.getFirst();
        for (Contact contact : page.contacts) {
            if (contact.failures > worst.failures
                    || (contact.failures == worst.failures && contact.roundTrip > worst.roundTrip)) {
                worst = contact;
            }
        }
        return worst;
    }

    /** A node that has answered named another one. */
    void heard(NodeInfo node) {
        if (pages.length == 0) {
            return;
        }
        Page page = pageOf(node.id());
        if (page.rumours.contains(node) || page.contact(node).isPresent()) {
            return;
        }
        if (page.rumours.size() == RUMOURS) {
            page.rumours.removeFirst();
        }
        page.rumours.addLast(node);
    }

    /** A node did not answer. */
    void failed(NodeInfo node) {
        if (pages.length == 0) {
            return;
        }
        Page page = pageOf(node.id());
        page.rumours.remove(node);
        page.contact(node).ifPresent(contact -> {
            contact.failures++;
            if (contact.failures >= LOST_AFTER) {
                page.contacts.remove(contact);
                contacts--;
            }
        });
    }

    /** Forgets everybody at an address. */
    void remove(Address address) {
        for (Page page : pages) {
            page.rumours.removeIf(node -> node.endpoint().address().equals(address));
            int before = page.contacts.size();
            page.contacts.removeIf(contact -> contact.node.endpoint().address().equals(address));
            contacts -= before - page.contacts.size();
        }
    }

    /** Nodes on the pages around a target, in no order. */
    List<Known> near(Id target) {
        List<Known> near = new ArrayList<>();
        for (int i = 0; i < Math.min(PAGES_OF_CONTACTS, pages.length); i++) {
            Page page = pages[index(target) ^ i];
            page.contacts.forEach(contact -> near.add(new Known(contact.node, contact.roundTrip)));
            if (i < PAGES_OF_RUMOURS) {
                page.rumours.forEach(node -> near.add(new Known(node, Transactions.UNKNOWN)));
            }
        }
        return near;
    }

    /**
     * Who is to be asked something: a contact that was silent for long, or somebody who could fill a place. A rumour is taken
     * off its page.
     *
     * @return empty if there is nobody
     */
    Optional<NodeInfo> due(long now) {
        for (int i = 0; i < Math.min(pages.length, MOST_STEPS); i++) {
            cursor = (cursor + STRIDE) & (pages.length - 1);
            Page page = pages[cursor];
            for (Contact contact : page.contacts) {
                if (now - contact.triedAt >= (contact.failures == 0 ? SILENT_MILLIS : DOUBTED_MILLIS)) {
                    contact.triedAt = now;
                    return Optional.of(contact.node);
                }
            }
            if (page.contacts.size() < CONTACTS && !page.rumours.isEmpty()) {
                return Optional.of(page.rumours.removeLast());
            }
        }
        return Optional.empty();
    }

    private Page pageOf(Id id) {
        return pages[index(id)];
    }

    private int index(Id id) {
        return (int) (id.high() >>> (Long.SIZE - Integer.numberOfTrailingZeros(pages.length)));
    }
}
