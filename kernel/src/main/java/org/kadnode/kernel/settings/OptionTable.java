package org.kadnode.kernel.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kadnode.plugins.Option;

/** Every option of the kernel and of the plugins. Not thread-safe; complete before the node starts. */
public final class OptionTable {

    /** Owner of the kernel's own options; no plugin can have this id, since {@link #add} refuses it. */
    public static final String KERNEL = "kernel";

    private final Map<String, Entry> byName = new LinkedHashMap<>();
    private final Map<String, Entry> byPath = new LinkedHashMap<>();

    /** By name of an option that is not there: the plugin that would bring it. */
    private final Map<String, String> absent = new HashMap<>();

    /**
     * A row of the table.
     *
     * @param owner {@link #KERNEL} or the id of a plugin
     * @param option the option
     */
    public record Entry(String owner, Option option) {

        /** What is wrong with a value; empty if nothing is. */
        Optional<String> problemWith(String value) {
            return option.problemWith(value)
                    .or(() -> owner.equals(KERNEL) ? KernelOptions.problemWith(option, value) : Optional.empty());
        }
    }

    /**
     * A table of the kernel's options.
     *
     * @param kernelOptions the first rows
     * @throws SettingsException if two of them clash
     */
    public OptionTable(List<Option> kernelOptions) {
        addAll(KERNEL, kernelOptions);
    }

    /**
     * Adds the options of a plugin: all of them, or none if one clashes with those that are there.
     *
     * @param plugin id of the plugin
     * @param options what it brings
     * @throws SettingsException if a name or a setting is taken
     */
    public void add(String plugin, List<Option> options) {
        if (plugin.equals(KERNEL)) {
            throw new SettingsException("a plugin cannot be called " + KERNEL);
        }
        addAll(plugin, options);
    }

    /**
     * Notes an option of a plugin that this installation leaves out.
     *
     * @param option without dashes
     * @param plugin the plugin that would bring it
     */
    public void addAbsent(String option, String plugin) {
        absent.put(option, plugin);
    }

    /** Who would bring an option that is not there; empty if nobody is known. */
    Optional<String> bringerOf(String option) {
        return Optional.ofNullable(absent.get(option));
    }

    private void addAll(String owner, List<Option> options) {
        Set<String> names = new HashSet<>(byName.keySet());
        Set<String> paths = new HashSet<>(byPath.keySet());
        for (Option option : options) {
            if (!names.add(option.name())) {
                throw new SettingsException("option --" + option.name() + " exists already");
            }
            if (!paths.add(option.path())) {
                throw new SettingsException("option --" + option.name() + " writes " + option.path()
                        + ", which another option writes already");
            }
        }
        for (Option option : options) {
            Entry entry = new Entry(owner, option);
            byName.put(option.name(), entry);
            byPath.put(option.path(), entry);
        }
    }

    /**
     * The option of a name.
     *
     * @param name without dashes
     * @return the row; empty if there is none
     */
    public Optional<Entry> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The option that writes a setting. */
    Optional<Entry> findByPath(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** The settings that options write. */
    Collection<String> paths() {
        return byPath.keySet();
    }

    /** The names without dashes. */
    Collection<String> names() {
        return byName.keySet();
    }

    /**
     * All rows.
     *
     * @return the kernel's first, then those of the plugins in the order in which they were added
     */
    public List<Entry> entries() {
        return new ArrayList<>(byName.values());
    }
}
