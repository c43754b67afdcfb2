package org.kadnode.kernel.shell;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/** Settings for a node on any free port of loopback. */
public final class NodeSettings implements Settings {

    private final Map<String, Object> values = new HashMap<>();

    /** A node of the given {@code dht.mode} that knows nobody. */
    public NodeSettings(String mode) {
        values.put("dht.mode", mode);
        values.put("dht.port", 0);
        values.put("dht.peers", List.of());
        values.put("naming.tld", ".p2p");
        values.put("naming.values", List.of());
        values.put("naming.pkarr", true);
        values.put("auth.legacy", true);
        for (String keys : List.of("secret-keys", "public-keys", "key-files")) {
            values.put("auth." + keys, List.of());
        }
    }

    /** The same with another value. */
    public NodeSettings with(String path, Object value) {
        values.put(path, value);
        return this;
    }

    @Override
    public String text(String path) {
        return value(path, String.class);
    }

    @Override
    @SuppressWarnings("unchecked") // The tests put no other lists in.
    public List<String> texts(String path) {
        return value(path, List.class);
    }

    @Override
    public int number(String path) {
        return value(path, Integer.class);
    }

    @Override
    public boolean flag(String path) {
        return value(path, Boolean.class);
    }

    @Override
    public Duration duration(String path) {
        return value(path, Duration.class);
    }

    @Override
    public boolean has(String path) {
        return values.containsKey(path);
    }

    private <T> T value(String path, Class<T> type) {
        Object value = values.get(path);
        if (value == null) {
            throw new KadNodeException(KadNodeException.Kind.SETTING, path + " has no value");
        }
        return type.cast(value);
    }
}
