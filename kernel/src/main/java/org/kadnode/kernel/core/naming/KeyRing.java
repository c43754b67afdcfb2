package org.kadnode.kernel.core.naming;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;

/**
 * The keys of a node, and the names they are for. Immutable; no name is for two keys.
 *
 * @param entries in the order given
 */
public record KeyRing(List<Entry> entries) {

    /** No keys: every name is a plain one. */
    public static final KeyRing EMPTY = new KeyRing(List.of());

    /**
     * A key with its names.
     *
     * @param pattern the names
     * @param publicKey proves that others own them
     * @param secretKey proves that we do; empty for the names of others
     */
    public record Entry(KeyPattern pattern, PublicKey publicKey, Optional<SecretKey> secretKey) {

        /**
         * A key of somebody else.
         *
         * @param pattern the names
         * @param key the key
         * @return the entry
         */
        public static Entry of(KeyPattern pattern, PublicKey key) {
            return new Entry(pattern, key, Optional.empty());
        }

        /**
         * A key of our own. It serves to verify others who have it, too.
         *
         * @param pattern the names
         * @param key the key
         * @return the entry
         */
        public static Entry of(KeyPattern pattern, SecretKey key) {
            return new Entry(pattern, key.publicKey(), Optional.of(key));
        }
    }

    /** Copies the list. */
    public KeyRing {
        entries = List.copyOf(entries);
    }

    /**
     * The entry that stands in the way of another: one for some of the same names, with another key.
     *
     * @param entry what is to be added
     * @return the first conflict
     */
    public Optional<Entry> conflict(Entry entry) {
        return entries.stream()
                .filter(known -> known.pattern().overlaps(entry.pattern()))
                .filter(known -> !known.pattern().equals(entry.pattern())
                        || !known.publicKey().equals(entry.publicKey()))
                .findFirst();
    }

    /**
     * This ring with one more key.
     *
     * @param entry the key
     * @return a new ring; the same key for the same names twice is kept once, with its secret half
     * @throws IllegalArgumentException if there is a {@link #conflict}
     */
    public KeyRing plus(Entry entry) {
        if (conflict(entry).isPresent()) {
            throw new IllegalArgumentException("conflicting pattern: " + entry.pattern());
        }
        List<Entry> more = new ArrayList<>(entries);
        Optional<Entry> same = entries.stream()
                .filter(known -> known.pattern().equals(entry.pattern()))
                .findFirst();
        if (same.isEmpty()) {
            more.add(entry);
        } else if (same.get().secretKey().isEmpty()) {
            more.set(more.indexOf(same.get()), entry);
        }
        return new KeyRing(more);
    }

    /**
     * The key for a name.
     *
     * @param name without the top level domain, in lower case
     * @return the entry; empty if the name is a plain one
     */
    public Optional<Entry> keyFor(String name) {
        return entries.stream().filter(entry -> entry.pattern().matches(name)).findFirst();
    }

    /**
     * The key for the name that another lies below, e.g. that of {@code node1} for {@code www.node1}. Of several
     * names the longest counts.
     *
     * @param name without the top level domain, in lower case
     * @return the entry, whose pattern is for a single name; empty if there is none
     */
    public Optional<Entry> keyAbove(String name) {
        return entries.stream()
                .filter(entry -> !entry.pattern().open()
                        && name.endsWith("." + entry.pattern().suffix()))
                .max(Comparator.comparingInt(entry -> entry.pattern().suffix().length()));
    }

    /**
     * The secret half of a key that is a name itself.
     *
     * @param key the public half
     * @return the secret key, if it is ours, whatever names it is for
     */
    public Optional<SecretKey> secretOf(PublicKey key) {
        return entries.stream()
                .filter(entry -> entry.publicKey().equals(key))
                .flatMap(entry -> entry.secretKey().stream())
                .findFirst();
    }
}
