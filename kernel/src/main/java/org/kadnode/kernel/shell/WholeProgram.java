package org.kadnode.kernel.shell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kadnode.plugins.LogLine;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.Program;

/**
 * The program as plugins see it: the node, and what is around it.
 *
 * @param node measures what the kernel does
 * @param around knows the plugins and the log
 */
record WholeProgram(NodeMetrics node, Program around) implements Program {

    @Override
    public List<PluginStatus> plugins() {
        return around.plugins();
    }

    /** Whoever reads metrics refuses all of them if two have one name. */
    @Override
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>(node.all());
        Set<String> names = new HashSet<>();
        all.addAll(around.metrics());
        all.removeIf(metric -> !names.add(metric.name()));
        return all;
    }

    @Override
    public List<LogLine> log() {
        return around.log();
    }
}
