package org.kadnode.kernel.core.naming;

/**
 * Which names a key is for: one name, or all that end alike (KadNode 1.0).
 *
 * @param suffix the name, or what the names end with; without the top level domain, in lower case
 * @param open whether more may stand before it: the pattern was written with a leading {@code *}
 */
public record KeyPattern(String suffix, boolean open) {

    /** Matches every name. */
    public static final KeyPattern ALL = new KeyPattern("", true);

    /**
     * Whether a key with this pattern is for a name.
     *
     * @param name without the top level domain, in lower case
     * @return true if it matches
     */
    public boolean matches(String name) {
        return open ? name.endsWith(suffix) : name.equals(suffix);
    }

    /**
     * Whether this pattern and another are for some name both.
     *
     * @param other the other
     * @return true if a name could match both
     */
    public boolean overlaps(KeyPattern other) {
        return (open && other.suffix.endsWith(suffix))
                || (other.open && suffix.endsWith(other.suffix))
                || equals(other);
    }

    /**
     * The pattern as it is written.
     *
     * @return e.g. {@code *.home}
     */
    @Override
    public String toString() {
        return open ? "*" + suffix : suffix;
    }
}
