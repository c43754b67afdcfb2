package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.model.Id;
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
 * @param folder the folder of the node
 * @param keys the stored keys
 * @param names the names to announce
 * @param naming how names are understood, with the keys of the settings and the stored ones
 * @param announced the names that were kept at the last run
 */
record NodeState(
        Optional<PrivateFolder> folder,
        Optional<KeyStore> keys,
        Optional<KeptNames> names,
        Naming naming,
        List<NameAndPort> announced) {

    private static final Logger LOG = System.getLogger(NodeState.class.getName());

    /** What tells this machine from others that have the same keys: random bytes in hex. */
    private static final String MACHINE = "machine";

    private static final int MACHINE_BYTES = 16;

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
            return new NodeState(Optional.empty(), Optional.empty(), Optional.empty(), naming, List.of());
        }
        PrivateFolder folder = new PrivateFolder(Path.of(settings.text(FOLDER)));
        KeyStore keys = new KeyStore(folder);
        KeptNames names = new KeptNames(folder);
        try {
            KeyRing ring = keys.addTo(naming.keys(), naming);
            return new NodeState(
                    Optional.of(folder), Optional.of(keys), Optional.of(names), naming.with(ring), names.read(naming));
        } catch (IOException unreadable) {
            throw KeyLine.refused("--state-dir", "cannot read " + Reason.withFile(unreadable));
        }
    }

    /**
     * What the node is called in the records of its names, the same after each start. Made up at the first one.
     *
     * @param port of the DHT: two nodes that share a folder against all advice must not take each other for themselves
     * @return a label; empty if there is no folder, or none that can be written
     */
    Optional<String> tag(int port, RandomGenerator random) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> known = folder.get().read(MACHINE);
            byte[] machine = known.orElseGet(() -> {
                byte[] drawn = new byte[MACHINE_BYTES];
                random.nextBytes(drawn);
                return HexFormat.of().formatHex(drawn).getBytes(StandardCharsets.US_ASCII);
            });
            if (known.isEmpty()) {
                folder.get().write(MACHINE, machine);
            }
            String text = new String(machine, StandardCharsets.US_ASCII).strip() + ":" + port;
            return Optional.of(Id.sha1(text.getBytes(StandardCharsets.US_ASCII)).label());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", MACHINE, Reason.withFile(e));
            return Optional.empty();
        }
    }
}
