package org.kadnode.plugins;

import java.util.EnumSet;
import java.util.Set;

/**
 * What to resolve.
 *
 * @param name a host name under the node's top level domain, or an identifier without it
 * @param families the address families wanted; in those in which the node takes no part, only what a signed record names
 *     is found
 */
public record Query(String name, Set<Family> families) {

    /**
     * Copies the set.
     *
     * @throws IllegalArgumentException if no family is wanted
     */
    public Query {
        if (families.isEmpty()) {
            throw new IllegalArgumentException("no address family wanted");
        }
        families = Set.copyOf(families);
    }

    /**
     * A query for addresses of any family.
     *
     * @param name the name
     * @return the query
     */
    public static Query of(String name) {
        return new Query(name, EnumSet.allOf(Family.class));
    }

    /**
     * A query for addresses of one family.
     *
     * @param name the name
     * @param family the family
     * @return the query
     */
    public static Query of(String name, Family family) {
        return new Query(name, EnumSet.of(family));
    }
}
