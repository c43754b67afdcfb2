package org.kadnode.kernel.shell;

import java.util.List;
import org.kadnode.plugins.LogLine;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.Program;

/** What is around a node that runs inside another program: no plugins, and no log of ours. */
final class Alone implements Program {

    @Override
    public List<PluginStatus> plugins() {
        return List.of();
    }

    @Override
    public List<Metric> metrics() {
        return List.of();
    }

    @Override
    public List<LogLine> log() {
        return List.of();
    }
}
