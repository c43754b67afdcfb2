package org.kadnode.plugins.testkit;

import java.util.List;
import org.kadnode.plugins.LogLine;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.Program;

/**
 * A program around a {@link FakeNode}.
 *
 * @param plugins what it says of its plugins
 * @param metrics what it says that it measures
 * @param log what it says that it logged
 */
public record FakeProgram(List<PluginStatus> plugins, List<Metric> metrics, List<LogLine> log) implements Program {

    /** Copies the lists. */
    public FakeProgram {
        plugins = List.copyOf(plugins);
        metrics = List.copyOf(metrics);
        log = List.copyOf(log);
    }
}
