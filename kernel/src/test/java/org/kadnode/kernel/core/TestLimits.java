package org.kadnode.kernel.core;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.kadnode.kernel.core.model.Limits;

/** {@link Limits} small enough to be reached in a test. */
public final class TestLimits {

    private TestLimits() {}

    /** A store for few. */
    public static Limits smallStore(int identifiers, int peersPerIdentifier, int peers, int perSource) {
        return with(Map.of(
                "storedIdentifiers", identifiers,
                "storedPeersPerIdentifier", peersPerIdentifier,
                "storedPeers", peers,
                "storedPeersPerSource", perSource));
    }

    /** A store for few items. */
    public static Limits smallItemStore(int items, int bytes, int perSource) {
        return with(Map.of("storedItems", items, "storedItemBytes", bytes, "storedItemsPerSource", perSource));
    }

    /** A node that few may ask and that remembers few names. */
    public static Limits smallNode(int announcements, int results, int resultAddresses, int watchers, int burst) {
        return with(Map.of(
                "announcements", announcements,
                "results", results,
                "resultAddresses", resultAddresses,
                "watchers", watchers,
                "requestBurst", burst));
    }

    /** The usual limits with some replaced, by their names: in a list of numbers two are soon confused. */
    private static Limits with(Map<String, Integer> replacements) {
        Map<String, Integer> unused = new HashMap<>(replacements);
        RecordComponent[] components = Limits.class.getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                Integer replacement = unused.remove(components[i].getName());
                values[i] = replacement != null
                        ? replacement
                        : components[i].getAccessor().invoke(Limits.DEFAULT);
            }
            if (!unused.isEmpty()) {
                throw new IllegalArgumentException("no such limits: " + unused.keySet());
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return Limits.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("Limits is not the record that it was", impossible);
        }
    }
}
