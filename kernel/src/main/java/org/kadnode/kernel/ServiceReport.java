package org.kadnode.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kadnode.kernel.os.ServiceManager;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeStatus;

/**
 * Keeps the service manager posted: that the node is ready, and how it is doing when that has changed. Each round asks the
 * loop of the node, so that a watchdog hears of a node that answers, and not just of a thread that is awake.
 *
 * <p>Telling may wait inside the C library, so this is a platform thread, and a daemon, which does not keep the process
 * alive.
 */
final class ServiceReport implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ServiceReport.class.getName());

    /** Between two rounds while the node knows nobody: its user may be looking at it. */
    private static final Duration LONELY_PAUSE = Duration.ofSeconds(2);

    /** Between two rounds otherwise. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final ServiceManager manager;
    private final Supplier<NodeStatus> node;
    private final Thread thread;
    private String told;

    private ServiceReport(ServiceManager manager, Supplier<NodeStatus> node, String told) {
        this.manager = manager;
        this.node = node;
        this.told = told;
        thread = Thread.ofPlatform().name("kadnode service report").daemon().unstarted(this::run);
    }

    /**
     * Tells that the node is ready, and goes on in a thread of its own.
     *
     * @param manager who is told
     * @param node tells how the node is doing, or fails if it is too busy or has ended
     * @return the report, to be closed at the end
     */
    static ServiceReport start(ServiceManager manager, Supplier<NodeStatus> node) {
        String status = text(node.get());
        manager.ready(status);
        ServiceReport report = new ServiceReport(manager, node, status);
        report.thread.start();
        return report;
    }

    private void run() {
        try {
            Duration pause = LONELY_PAUSE;
            while (true) {
                Thread.sleep(shorter(pause));
                pause = round();
            }
        } catch (InterruptedException closed) {
            LOG.log(Level.DEBUG, "no more reports");
        }
    }

    /** A watchdog wants to hear more often than its patience lasts. */
    private Duration shorter(Duration pause) {
        return manager.watchdog()
                .map(patience -> patience.dividedBy(2))
                .filter(half -> half.compareTo(pause) < 0)
                .orElse(pause);
    }

    private Duration round() {
        try {
            NodeStatus status = node.get();
            String now = text(status);
            if (now.equals(told)) {
                manager.alive();
            } else {
                manager.alive(now);
                told = now;
            }
            return isLonely(status) ? LONELY_PAUSE : PAUSE;
        } catch (KadNodeException noAnswer) {
            LOG.log(Level.DEBUG, "no status: {0}", noAnswer.getMessage());
            return LONELY_PAUSE;
        }
    }

    private static boolean isLonely(NodeStatus status) {
        return status.families().stream().allMatch(family -> family.goodNodes() == 0);
    }

    /** For example {@code IPv4: 12 good nodes, IPv6: looking for nodes; announces 2 names}. */
    static String text(NodeStatus status) {
        String families = status.families().stream()
                .map(each -> each.family().label() + ": "
                        + (each.goodNodes() == 0 ? "looking for nodes" : counted(each.goodNodes(), "good node")))
                .collect(Collectors.joining(", "));
        return families + "; announces " + counted(status.announcements(), "name");
    }

    private static String counted(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
