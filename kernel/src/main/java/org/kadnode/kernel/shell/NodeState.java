package org.kadnode.kernel.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.os.Reason;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.kernel.state.KeptNames;
import org.kadnode.kernel.state.KeyLine;
import org.kadnode.kernel.state.KeyStore;
import org.kadnode.kernel.state.PrivateFolder;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/**
 * What a node remembers, as it was at the start, and where new things go.
 *
 * @param keys the stored keys
 * @param names the names to announce
 * @param naming how names are understood, with the keys of the settings and the stored ones
 * @param announced the names that were kept at the last run
 */
record NodeState(Optional<KeyStore> keys, Optional<KeptNames> names, Naming naming, List<NameAndPort> announced) {

    private static final String FOLDER = "process.state-dir";

    /**
     * Reads what is remembered.
     *
     * @param settings {@code process.state-dir}; a node without it remembers nothing
     * @param naming how names are understood, with the keys of the settings
     * @return the state
     * @throws KadNodeException of kind {@code SETTING} if a file cannot be used; names the file
     */
    static NodeState read(Settings settings, Naming naming) {
        if (!settings.has(FOLDER)) {
            return new NodeState(Optional.empty(), Optional.empty(), naming, List.of());
        }
        PrivateFolder folder = new PrivateFolder(Path.of(settings.text(FOLDER)));
        KeyStore keys = new KeyStore(folder);
        KeptNames names = new KeptNames(folder);
        try {
            KeyRing ring = keys.addTo(naming.keys(), naming);
            return new NodeState(Optional.of(keys), Optional.of(names), naming.with(ring), names.read(naming));
        } catch (IOException unreadable) {
            throw KeyLine.refused("--state-dir", "cannot read " + Reason.withFile(unreadable));
        }
    }
}
