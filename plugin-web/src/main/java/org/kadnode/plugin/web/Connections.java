package org.kadnode.plugin.web;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All connections of the plugin, of which there is a bounded number. If too many are open, the one that has kept its request to
 * itself for the longest makes place. Any thread.
 */
final class Connections {

    private static final System.Logger LOG = System.getLogger(Connections.class.getName());

    /** Those that have not asked yet, the oldest first. */
    private final LinkedHashSet<Connection> silent = new LinkedHashSet<>();

    private final Set<Connection> asked = new HashSet<>();

    /** How many each other machine has. */
    private final Map<InetAddress, Integer> bySource = new HashMap<>();

    /** Takes a connection in; false if all others are being answered, or the same machine has too many. */
    boolean admit(Connection connection) {
        Optional<Connection> displaced = Optional.empty();
        synchronized (this) {
            if (bySource.getOrDefault(connection.source(), 0) >= Limits.CONNECTIONS_OF_ONE) {
                return false;
            }
            if (silent.size() + asked.size() >= Limits.CONNECTIONS) {
                if (silent.isEmpty()) {
                    return false;
                }
                Iterator<Connection> oldest = silent.iterator();
                displaced = Optional.of(oldest.next());
                oldest.remove();
            }
            silent.add(connection);
            if (!connection.source().isLoopbackAddress()) {
                bySource.merge(connection.source(), 1, Integer::sum);
            }
        }
        displaced.ifPresent(Connections::close);
        return true;
    }

    /** Keeps a connection from being displaced: its request is being answered. */
    synchronized void hasAsked(Connection connection) {
        if (silent.remove(connection)) {
            asked.add(connection);
        }
    }

    /** To be told once of each that was admitted. */
    synchronized void left(Connection connection) {
        silent.remove(connection);
        asked.remove(connection);
        bySource.computeIfPresent(connection.source(), (source, count) -> count > 1 ? count - 1 : null);
    }

    void closeAll() {
        List<Connection> all;
        synchronized (this) {
            all = Stream.concat(silent.stream(), asked.stream()).toList();
        }
        all.forEach(Connections::close);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "web: closing a connection", e);
        }
    }
}
