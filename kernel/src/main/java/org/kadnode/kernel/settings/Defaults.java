package org.kadnode.kernel.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.kadnode.plugins.Option;

/** What holds unless somebody says otherwise: the {@code reference.conf} of the kernel and of each plugin. */
public final class Defaults {

    private Config tree;

    private Defaults(Config tree) {
        this.tree = tree;
    }

    /**
     * The defaults of the kernel alone.
     *
     * @return defaults to which those of the plugins can be added
     */
    public static Defaults ofKernel() {
        return new Defaults(parse(textOfKernel(), "kernel"));
    }

    /**
     * The defaults of the kernel as they are written.
     *
     * @return its {@code reference.conf}
     */
    public static String textOfKernel() {
        try (InputStream text =
                Objects.requireNonNull(Defaults.class.getResourceAsStream("/reference.conf"), "reference.conf")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Adds the defaults of a plugin. Where it names a setting that is there already, the earlier value stays.
     *
     * @param plugin its id
     * @param hocon the text of its {@code reference.conf}
     * @throws SettingsException if the text cannot be understood; nothing is added then
     */
    public void add(String plugin, String hocon) {
        try {
            tree = tree.withFallback(parse(hocon, plugin)).resolve();
        } catch (ConfigException malformed) {
            throw new SettingsException("reference.conf: " + Places.message(malformed));
        }
    }

    /**
     * Has the node keep its state, which one inside another program does not.
     *
     * @param folder where, unless {@code --state-dir} says otherwise
     */
    public void keepStateIn(Path folder) {
        tree = tree.withValue(KernelOptions.STATE_FOLDER, ConfigValueFactory.fromAnyRef(folder.toString()));
    }

    /**
     * What holds without an option, as people read it.
     *
     * @param option the option
     * @return empty if nothing does, or it can be given several times
     */
    public Optional<String> valueOf(Option option) {
        boolean one = option.kind().takesValue() && !option.repeatable();
        return one && tree.hasPath(option.path())
                ? Optional.of(tree.getAnyRef(option.path()).toString()).filter(value -> !value.isEmpty())
                : Optional.empty();
    }

    Config tree() {
        return tree;
    }

    private static Config parse(String hocon, String owner) {
        return ConfigFactory.parseString(
                hocon,
                ConfigParseOptions.defaults()
                        .setSyntax(ConfigSyntax.CONF)
                        .setOriginDescription("reference.conf of " + owner));
    }
}
