package org.kadnode.kernel.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.kernel.settings.Secrets;
import org.kadnode.plugins.KadNodeException;

/** The file {@code announcements} of a node: a name to announce on each line, {@code name[:port]}, {@code #} a comment. */
public final class KeptNames {

    /** Names that can be kept; fewer than a node can announce, so that room is left for others. */
    static final int MOST_NAMES = 256;

    private static final String FILE = "announcements";

    private final PrivateFolder state;

    /**
     * The names in a folder of a node.
     *
     * @param state the folder with all that a node remembers
     */
    public KeptNames(PrivateFolder state) {
        this.state = state;
    }

    /**
     * All names.
     *
     * @param naming what a name is
     * @return in the order in which they were added; none if there is no file
     * @throws IOException if the file cannot be read
     * @throws KadNodeException of kind {@code SETTING} if a line is no name; names file and line
     */
    public List<NameAndPort> read(Naming naming) throws IOException {
        List<NameAndPort> names = new ArrayList<>();
        Optional<byte[]> content = state.read(FILE);
        if (content.isPresent()) {
            List<String> lines =
                    new String(content.get(), StandardCharsets.UTF_8).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String text = lines.get(i).replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    String where = state.path().resolve(FILE) + ":" + (i + 1);
                    names.add(NameAndPort.parse(text)
                            .filter(each -> naming.parse(each.name()).isPresent())
                            .orElseThrow(() -> KeyLine.refused(
                                    where, "'" + text + "' is not a name to announce, or has no valid port")));
                }
            }
        }
        return List.copyOf(names);
    }

    /**
     * Replaces all names.
     *
     * @param names the names
     * @throws IOException if they could not be written; the older ones are kept then
     * @throws KadNodeException of kind {@code BUSY} if there are too many; of kind {@code NAME} if one cannot stand in
     *     the file: a secret key never shall
     */
    public void write(List<NameAndPort> names) throws IOException {
        if (names.size() > MOST_NAMES) {
            throw new KadNodeException(
                    KadNodeException.Kind.BUSY,
                    "there are " + MOST_NAMES + " names in " + state.path().resolve(FILE) + " already");
        }
        StringBuilder text = new StringBuilder("# Announced by KadNode whenever it runs: name or name:port.\n");
        for (NameAndPort name : names) {
            if (name.name().contains("#") || !Secrets.hidden(name.name()).equals(name.name())) {
                throw new KadNodeException(
                        KadNodeException.Kind.NAME,
                        "'" + Secrets.hidden(name.name()) + "' cannot be kept: it has a # or looks like a secret key");
            }
            text.append(name).append('\n');
        }
        state.write(FILE, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
