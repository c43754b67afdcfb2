package org.kadnode.plugins;

import java.util.List;

/**
 * What became of a plugin.
 *
 * @param id its {@code Plugin-Id}, or its file's name if the id cannot be read
 * @param version its {@code Plugin-Version}; empty if it cannot be read
 * @param state how far it has come
 * @param reason why it is in this state, one line; empty if all is well
 * @param lines what it says of itself, if it runs
 */
public record PluginStatus(String id, String version, State state, String reason, List<StatusLine> lines) {

    /** How far a plugin has come. */
    public enum State {
        /** Found and in order, not started yet. */
        LOADED,
        /** Serving. */
        STARTED,
        /** Cannot be used, or did not stop properly; see the reason. */
        FAILED,
        /** Not wanted by the user. */
        DISABLED,
        /** Stopped properly. */
        STOPPED
    }

    /** Copies the list. */
    public PluginStatus {
        lines = List.copyOf(lines);
    }
}
