package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.kadnode.kernel.core.AnnouncementView;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.kernel.settings.Secrets;
import org.kadnode.kernel.state.KeyLine;
import org.kadnode.kernel.state.KeyStore;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeEvent;

/**
 * The keys of a running node and the names that it shall announce at every start: both can be changed, and are kept in
 * the node's folder if it has one. Safe for use by any number of threads.
 *
 * <p>Files are written first, so that nothing seems to be kept that is not. If the node turns out to be too busy then,
 * the same command can be given again.
 */
public final class LiveNames {

    private static final Logger LOG = System.getLogger(LiveNames.class.getName());

    private final LiveNode node;
    private final Loop loop;
    private final Requests requests;
    private final NodeState state;
    private final KeyRing fromSettings;

    /** One change at a time: two would write the same file. */
    private final ReentrantLock changing = new ReentrantLock();

    /** Written on the loop thread only, so that no announcement falls between two namings. */
    private volatile Naming naming;

    private volatile List<NameAndPort> kept;

    /**
     * A key of the node.
     *
     * @param pattern which names it is for
     * @param publicKey the public half
     * @param own whether the node has the secret key
     * @param fromSettings whether command line or config file name it, so that it comes back with the next start
     */
    public record Key(KeyPattern pattern, PublicKey publicKey, boolean own, boolean fromSettings) {}

    /**
     * What became of a change.
     *
     * @param key the key that was added, or one that was removed
     * @param stays whether the next start will find it so: it is written down, and no setting says otherwise
     * @param withdrawn names that are announced no longer, since they needed the key
     */
    public record Change(Key key, boolean stays, List<String> withdrawn) {}

    /**
     * Takes over what was read at the start.
     *
     * @param fromSettings the keys that the settings name
     */
    LiveNames(LiveNode node, Loop loop, Requests requests, NodeState state, KeyRing fromSettings) {
        this.node = node;
        this.loop = loop;
        this.requests = requests;
        this.state = state;
        this.fromSettings = fromSettings;
        naming = state.naming();
        kept = state.announced();
    }

    /** Announces what was kept. What the node refuses now stays in the file. */
    void announceKept() {
        for (NameAndPort each : kept) {
            try {
                node.announce(new AnnounceRequest(each.name(), each.port(), Optional.empty()));
            } catch (KadNodeException refused) {
                LOG.log(Level.WARNING, "Not announced: {0}: {1}", each, refused.getMessage());
            }
        }
    }

    /**
     * How names are understood now.
     *
     * @return the naming with the keys of this moment
     */
    public Naming naming() {
        return naming;
    }

    /**
     * The keys of the node.
     *
     * @return in the order in which they were added
     */
    public List<Key> keys() {
        return naming.keys().entries().stream().map(this::key).toList();
    }

    private Key key(KeyRing.Entry entry) {
        boolean again = fromSettings.entries().stream()
                .anyMatch(each -> each.pattern().equals(entry.pattern())
                        && each.publicKey().equals(entry.publicKey()));
        return new Key(entry.pattern(), entry.publicKey(), entry.secretKey().isPresent(), again);
    }

    /**
     * Adds a key. Names that are announced already and match its pattern are announced anew, under the key.
     *
     * @param text {@code [pattern:]key}
     * @return what was added
     * @throws IOException if it cannot be kept; nothing is changed then
     * @throws KadNodeException of kind {@code SETTING} if it is no key, or a name could be for two keys; {@code BUSY} if
     *     there are too many keys, or the node is busy; {@code CLOSED}
     */
    public Change addKey(String text) throws IOException {
        String where = "keys add";
        KeyLine line = KeyLine.parse(where, text, KeyLine.Kind.ANY);
        changing.lock();
        try {
            KeyRing before = naming.keys();
            KeyRing.Entry entry = line.entry(where, naming);
            KeyRing after = KeyLine.plus(where, before, entry);
            if (after.entries().size() > fromSettings.entries().size() + KeyStore.MOST_KEYS) {
                throw new KadNodeException(KadNodeException.Kind.BUSY, "too many keys; remove one");
            }
            if (state.keys().isPresent()) {
                state.keys().get().add(line);
            }
            List<String> withdrawn = use(after);
            return new Change(key(entry), state.keys().isPresent(), withdrawn);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Removes a key with all its patterns. Announcements that need it are withdrawn; those of names below a key that
     * stays are announced anew.
     *
     * @param key the public half
     * @return what was removed
     * @throws IOException if the file of the key cannot be moved; nothing is changed then
     * @throws KadNodeException of kind {@code SETTING} if the node does not have the key; {@code BUSY}, {@code CLOSED}
     */
    public Change removeKey(PublicKey key) throws IOException {
        changing.lock();
        try {
            List<Key> removed =
                    keys().stream().filter(each -> each.publicKey().equals(key)).toList();
            if (removed.isEmpty()) {
                throw KeyLine.refused("keys remove", "the node has no such key; 'keys list' shows those it has");
            }
            if (state.keys().isPresent()) {
                state.keys().get().retire(key);
            }
            KeyRing after = new KeyRing(naming.keys().entries().stream()
                    .filter(entry -> !entry.publicKey().equals(key))
                    .toList());
            // Else the next start would take a name that was ours for a plain one, which is anybody's.
            List<NameAndPort> rest = kept.stream()
                    .filter(each -> !isOurs(naming, each) || isOurs(naming.with(after), each))
                    .toList();
            if (rest.size() < kept.size()) {
                keep(rest);
            }
            List<String> withdrawn = use(after);
            boolean own = removed.stream().anyMatch(Key::own);
            boolean again = removed.stream().anyMatch(Key::fromSettings);
            return new Change(new Key(removed.getFirst().pattern(), key, own, again), !again, withdrawn);
        } finally {
            changing.unlock();
        }
    }

    private static boolean isOurs(Naming naming, NameAndPort each) {
        return naming.parse(each.name()).flatMap(Name::secret).isPresent();
    }

    /** Understands names with other keys from now on. Look-ups under way keep the names they began with. */
    private List<String> use(KeyRing ring) {
        return loop.ask(turn -> {
            KeyRing before = naming.keys();
            naming = naming.with(ring);
            List<String> withdrawn = new ArrayList<>();
            for (AnnouncementView each : turn.node().announcements()) {
                boolean lost = each.name().owner().stream()
                        .anyMatch(key -> before.secretOf(key).isPresent()
                                && ring.secretOf(key).isEmpty());
                follow(turn, each, lost, withdrawn);
            }
            node.subscriptions().publish(new NodeEvent.KeysChanged());
            return withdrawn;
        });
    }

    /**
     * Announces a name as it is understood now. What was ours under a key never becomes a plain name, which would be
     * anybody's, by the loss of the key.
     */
    private void follow(Turn turn, AnnouncementView announced, boolean keyLost, List<String> withdrawn) {
        Name before = announced.name();
        Optional<Name> parsed = naming.parse(before.text());
        if (parsed.isEmpty() || !parsed.get().text().equals(before.text())) {
            return;
        }
        Name after = parsed.get();
        boolean ours = before.secret().isPresent();
        boolean sameId = after.id().equals(before.id());
        if (sameId
                ? keyLost && ours && after.secret().isEmpty()
                : ours && after.owner().isEmpty()) {
            turn.handle(new Input.Withdraw(before));
            withdrawn.add(before.text());
        } else if (!sameId || (!ours && after.secret().isPresent())) {
            long lifetime = announced.endsAt() == Long.MAX_VALUE
                    ? Long.MAX_VALUE
                    : Math.max(1, announced.endsAt() - turn.now());
            turn.handle(new Input.Withdraw(before));
            List<Integer> ports = announced.asked().isEmpty() ? List.of(0) : announced.asked();
            ports.forEach(port -> turn.handle(new Input.Announce(requests.newTicket(), after, port, lifetime)));
        }
    }

    /**
     * The names that are announced at every start, beside those of the settings.
     *
     * @return in the order in which they were added
     */
    public List<NameAndPort> announcements() {
        return kept;
    }

    /**
     * Whether what is added will be there after the next start.
     *
     * @return false if the node has no folder of its own
     */
    public boolean remembers() {
        return state.names().isPresent();
    }

    /**
     * Announces a name from now on, and at every start.
     *
     * @param what the name, and the port if it shall be a certain one
     * @return the announcement as it begins
     * @throws IOException if it cannot be kept; nothing is changed then
     * @throws KadNodeException of kind {@code NAME} if it is no name, or a secret key; {@code BUSY}, {@code CLOSED}
     */
    public Announcement keepAnnouncing(NameAndPort what) throws IOException {
        if (!Secrets.hidden(what.name()).equals(what.name())) {
            throw new KadNodeException(
                    KadNodeException.Kind.NAME,
                    "a secret key is not kept as a name: give it to 'keys add', then announce the public key");
        }
        node.name(what.name());
        changing.lock();
        try {
            List<NameAndPort> before = kept;
            if (!before.contains(what)) {
                List<NameAndPort> more = new ArrayList<>(before);
                more.add(what);
                keep(more);
            }
            try {
                return node.announce(new AnnounceRequest(what.name(), what.port(), Optional.empty()));
            } catch (KadNodeException refused) {
                keep(before);
                throw refused;
            }
        } finally {
            changing.unlock();
        }
    }

    /**
     * Announces a name no longer, neither now nor at the next start.
     *
     * @param name the name, for whatever ports it is kept
     * @return false if it is not kept; then nothing is changed
     * @throws IOException if it cannot be forgotten; nothing is changed then
     * @throws KadNodeException of kind {@code NAME}, {@code BUSY} or {@code CLOSED}
     */
    public boolean stopAnnouncing(String name) throws IOException {
        String text = node.name(name).text();
        changing.lock();
        try {
            List<NameAndPort> rest = kept.stream()
                    .filter(each -> !naming.parse(each.name()).map(Name::text).equals(Optional.of(text)))
                    .toList();
            if (rest.size() == kept.size()) {
                return false;
            }
            keep(rest);
            node.withdraw(name);
            return true;
        } finally {
            changing.unlock();
        }
    }

    private void keep(List<NameAndPort> names) throws IOException {
        if (state.names().isPresent()) {
            state.names().get().write(names);
        }
        kept = List.copyOf(names);
    }
}
