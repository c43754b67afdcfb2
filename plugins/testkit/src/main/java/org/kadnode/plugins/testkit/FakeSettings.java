package org.kadnode.plugins.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/** Settings from a map, over the {@code reference.conf} of a module. */
final class FakeSettings implements Settings {

    private final Config tree;

    private FakeSettings(Config tree) {
        this.tree = tree;
    }

    static FakeSettings of(Map<String, ?> values) {
        return new FakeSettings(ConfigFactory.parseMap(values));
    }

    FakeSettings over(Module module) {
        try (InputStream reference = module.getResourceAsStream("reference.conf")) {
            if (reference == null) {
                return this;
            }
            return over(ConfigFactory.parseReader(new InputStreamReader(reference, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("reference.conf of " + module, e);
        }
    }

    FakeSettings over(Map<String, ?> defaults) {
        return over(ConfigFactory.parseMap(defaults));
    }

    private FakeSettings over(Config defaults) {
        return new FakeSettings(tree.withFallback(defaults).resolve());
    }

    @Override
    public String text(String path) {
        return get(() -> tree.getString(path));
    }

    @Override
    public List<String> texts(String path) {
        return get(() -> List.copyOf(tree.getStringList(path)));
    }

    @Override
    public int number(String path) {
        return get(() -> tree.getInt(path));
    }

    @Override
    public boolean flag(String path) {
        return get(() -> tree.getBoolean(path));
    }

    @Override
    public Duration duration(String path) {
        return get(() -> tree.getDuration(path));
    }

    @Override
    public boolean has(String path) {
        return get(() -> tree.hasPath(path));
    }

    private static <T> T get(Supplier<T> value) {
        try {
            return value.get();
        } catch (ConfigException e) {
            throw new KadNodeException(KadNodeException.Kind.SETTING, String.valueOf(e.getMessage()));
        }
    }
}
