package org.kadnode.plugins;

import java.util.List;

/** The program around the node, as it watches itself. Safe for use by any number of threads; nothing here waits for long. */
public interface Program {

    /**
     * All plugins that were found. Running ones are asked now what they say of themselves; one that does not answer soon has a
     * line that says so.
     *
     * @return one entry for each, by id
     */
    List<PluginStatus> plugins();

    /**
     * What the kernel and the running plugins count and measure. Plugins are asked now, as for {@link #plugins}; one that does
     * not answer soon is left out.
     *
     * @return metrics, no two of one name
     */
    List<Metric> metrics();

    /**
     * The latest messages of the log, without those of level {@link System.Logger.Level#DEBUG}.
     *
     * @return at most 200, the oldest first
     */
    List<LogLine> log();
}
