package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.os.Reason;
import org.kadnode.plugins.KadNodeException;

/** Writes good nodes into the peer file: when five minutes have passed, then each day, and at the end. */
final class PeerExport {

    private static final Logger LOG = System.getLogger(PeerExport.class.getName());

    /** Nodes that are written (KadNode 1.0). */
    static final int MOST_NODES = 150;

    /** When the first export is due, and how long to wait if there is nothing to write then. */
    private static final Duration FIRST = Duration.ofMinutes(5);

    private static final Duration PERIOD = Duration.ofHours(24);

    private final PeerFile file;
    private final IntFunction<List<Endpoint>> goodNodes;

    /**
     * An export that has not begun.
     *
     * @param goodNodes gives good nodes, at most as many as asked for
     */
    PeerExport(PeerFile file, IntFunction<List<Endpoint>> goodNodes) {
        this.file = file;
        this.goodNodes = goodNodes;
    }

    /** Exports whenever it is due, until interrupted. */
    void repeat() throws InterruptedException {
        Thread.sleep(FIRST);
        while (true) {
            Thread.sleep(once(Level.DEBUG) ? PERIOD : FIRST);
        }
    }

    /**
     * Exports now. A failure is logged.
     *
     * @param ifNone how important it is that there are no good nodes
     * @return false if there are none; the file is left alone then
     */
    boolean once(Level ifNone) {
        try {
            List<String> nodes =
                    goodNodes.apply(MOST_NODES).stream().map(Endpoint::toString).toList();
            if (nodes.isEmpty()) {
                LOG.log(ifNone, "No peers to export.");
                return false;
            }
            file.write(nodes);
            LOG.log(Level.INFO, "{0} peers exported: {1}", nodes.size(), file.path());
        } catch (ClosedByInterruptException stopping) {
            LOG.log(Level.DEBUG, "interrupted while exporting peers; the last export is still to come");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Cannot write the peer file {0}: {1}", file.path(), Reason.of(e));
        } catch (KadNodeException stopping) {
            LOG.log(Level.DEBUG, "no peers exported: {0}", stopping.getMessage());
        }
        return true;
    }
}
