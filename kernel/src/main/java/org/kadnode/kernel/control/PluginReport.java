package org.kadnode.kernel.control;

import java.util.List;
import java.util.Map;
import org.kadnode.plugins.StatusLine;

/** What the commands tell about the program and its plugins. */
public interface PluginReport {

    /**
     * A plugin in one line.
     *
     * @param id its id
     * @param version its version
     * @param state what became of it, e.g. {@code started}
     * @param reason why; empty if all is well
     */
    record PluginLine(String id, String version, String state, String reason) {}

    /**
     * Name, version and features, as {@code --version} prints them.
     *
     * @return one line, e.g. {@code KadNode v1.1.0 ( cmd dns )}
     */
    String versionLine();

    /**
     * All plugins that were found.
     *
     * @return a line for each
     */
    List<PluginLine> plugins();

    /**
     * What the running plugins say of themselves.
     *
     * @return their lines by id
     */
    Map<String, List<StatusLine>> statusLines();
}
