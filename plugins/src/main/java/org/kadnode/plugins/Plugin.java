package org.kadnode.plugins;

import java.util.List;

/**
 * A feature that the kernel loads, starts and stops.
 *
 * <p>The kernel calls, in this order: {@link #options()} once, before the settings are read; {@link
 * #start} once; {@link #commands()} once; then {@link #statusLines()} and {@link #metrics()} as often as somebody asks;
 * {@link #stop()} once. No call is made on the thread that serves the DHT, so each may block. An
 * exception from any of them, or a {@code start} or {@code stop} that takes longer than the kernel's
 * patience, disables this plugin alone: it is reported by name and the rest of the node runs on.
 *
 * <p>Settings have their defaults in a file {@code reference.conf} (HOCON) at the root of the plugin's
 * jar.
 */
public interface Plugin {

    /**
     * The version of this contract, in semantic versioning. A plugin states the versions it works
     * with in its manifest, e.g. {@code Plugin-Requires: >=1.1.0 & <2.0.0}.
     */
    String CONTRACT_VERSION = "1.4.0";

    /**
     * The command line options that this plugin brings. It must not depend on anything but the
     * plugin's own code: settings do not exist yet.
     *
     * @return the options, in the order in which {@code --help} shows them
     */
    default List<Option> options() {
        return List.of();
    }

    /**
     * Starts the plugin and returns once it serves. Long work belongs into {@link KadNode#tasks()}.
     *
     * @param node the node, usable until {@link #stop()} returns
     * @throws Exception if the plugin cannot work; the message is shown to the user
     */
    void start(KadNode node) throws Exception;

    /**
     * The console and control commands that this plugin brings.
     *
     * @return the commands; a name that is taken already is refused and reported
     */
    default List<Command> commands() {
        return List.of();
    }

    /**
     * What this plugin has to say in {@code kadnode-ctl status}. May be called on any thread.
     *
     * @return lines, most important first
     */
    default List<StatusLine> statusLines() {
        return List.of();
    }

    /**
     * What this plugin counts and measures. May be called on any thread.
     *
     * @return metrics, whose names begin with {@code kadnode_} and the plugin's id: {@code kadnode_dns_requests_total}; at most
     *     100, and a name that is taken already is left out
     */
    default List<Metric> metrics() {
        return List.of();
    }

    /**
     * Stops the plugin: closes its sockets and files. Tasks begun with {@link KadNode#tasks()} and
     * subscriptions are ended by the kernel afterwards.
     *
     * @throws Exception if something could not be closed; reported, otherwise ignored
     */
    default void stop() throws Exception {}
}
