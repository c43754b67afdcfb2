package org.kadnode.kernel.host;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRuntimeException;

/**
 * Gives each plugin a module layer above the kernel's, unless it is sealed into that. A plugin reads its own modules, those of the Java platform that the
 * kernel was started with, and {@link #SHARED}; two plugins may so hold two versions of one library, and none can read the
 * kernel.
 */
final class LayerLoader implements PluginLoader {

    /**
     * Modules of the kernel's layer that plugins use, too: there is one contract and one log, and one copy of the part of
     * dnsjava that the kernel has.
     */
    static final Set<String> SHARED = Set.of("org.kadnode.plugins", "org.slf4j", "org.jspecify", "org.kadnode.dnsjava");

    /** Kept as long as the host, by plugin: a layer whose classes are in use must not be collected. */
    private final Map<String, Module> roots = new HashMap<>();

    private final ModuleLayer kernel =
            Optional.ofNullable(LayerLoader.class.getModule().getLayer()).orElseGet(ModuleLayer::boot);

    @Override
    public boolean isApplicable(Path path) {
        return PluginFiles.isCandidate(path);
    }

    @Override
    public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
        PluginFiles files = PluginFiles.of(path);
        ModuleDescriptor module = descriptor(files);
        Module root = sealed(files, module.name()).orElseGet(() -> define(files, module.name()));
        roots.put(descriptor.getPluginId(), root);
        return root.getClassLoader();
    }

    /** The plugin's own module, in its layer. */
    Module root(String id) {
        Module root = roots.get(id);
        if (root == null) {
            throw new IllegalStateException("no layer was made for " + id);
        }
        return root;
    }

    /**
     * The module of a jar that the virtual machine was started with, as sealed distributions do: classes of the first layer
     * come whole from an archive of prepared classes.
     */
    private Optional<Module> sealed(PluginFiles files, String name) {
        return kernel.configuration()
                .findModule(name)
                .flatMap(resolved -> resolved.reference().location())
                .filter(files.jar().toUri()::equals)
                .flatMap(same -> kernel.findModule(name));
    }

    private Module define(PluginFiles files, String root) {
        if (kernel.findModule(root).isPresent()) {
            throw new PluginRuntimeException("its module has the name of the kernel's own {}", root);
        }
        ModuleFinder own = new Without(finder(files), SHARED);
        own.findAll().forEach(reference -> checkRequires(reference.descriptor(), own));
        // Binding brings in libraries that others of the plugin's own libraries find as services.
        Configuration configuration = kernel.configuration().resolveAndBind(own, ModuleFinder.of(), Set.of(root));
        // Without a parent loader a class of the kernel cannot even be found by name. (The platform's loader would find
        // it:
        // it knows the modules of the kernel's loader.)
        ModuleLayer layer = kernel.defineModulesWithOneLoader(configuration, null);
        return layer.findModule(root).orElseThrow();
    }

    private static ModuleFinder finder(PluginFiles files) {
        return ModuleFinder.of(Stream.concat(Stream.of(files.jar()), files.libraries().stream())
                .toArray(Path[]::new));
    }

    private static ModuleDescriptor descriptor(PluginFiles files) {
        ModuleDescriptor root = ModuleFinder.of(files.jar()).findAll().stream()
                .map(ModuleReference::descriptor)
                .findFirst()
                .orElseThrow();
        if (root.isAutomatic()) {
            throw new PluginRuntimeException("its jar has no module-info");
        }
        return root;
    }

    /** Resolution alone would let a plugin read any module of the kernel's layer. */
    private void checkRequires(ModuleDescriptor module, ModuleFinder own) {
        for (ModuleDescriptor.Requires requires : module.requires()) {
            String name = requires.name();
            boolean platform = name.startsWith("java.") || name.startsWith("jdk.");
            boolean allowed =
                    platform || SHARED.contains(name) || own.find(name).isPresent();
            if (!allowed && kernel.findModule(name).isPresent()) {
                throw new PluginRuntimeException(
                        "module {} requires {}, which belongs to the kernel", module.name(), name);
            }
        }
    }

    /** A finder that does not see some modules, so that the parent layer's are taken. */
    private record Without(ModuleFinder all, Set<String> hidden) implements ModuleFinder {
        @Override
        public Optional<ModuleReference> find(String name) {
            return hidden.contains(name) ? Optional.empty() : all.find(name);
        }

        @Override
        public Set<ModuleReference> findAll() {
            return all.findAll().stream()
                    .filter(reference -> !hidden.contains(reference.descriptor().name()))
                    .collect(Collectors.toSet());
        }
    }
}
