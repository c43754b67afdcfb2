import org.jspecify.annotations.NullMarked;

/**
 * The node: a pure core that speaks the protocol, and a shell of sockets, files and plugins around it.
 *
 * <p>A tour, from the outside to the inside:
 *
 * <ul>
 *   <li>{@code org.kadnode.kernel}: the program {@code kadnode}; starts all parts in order and stops them in reverse.
 *   <li>{@code settings}: command line and config files become one tree of settings.
 *   <li>{@code state}: the keys and names that a node remembers, and {@code keys}: the program {@code kadnode keys}.
 *   <li>{@code os}: what Java cannot do by itself, and the log.
 *   <li>{@code host}: finds plugins and keeps each in a module layer of its own.
 *   <li>{@code control}: the commands, the port and the console that take them, and the program {@code kadnode-ctl}.
 *   <li>{@code shell}: the thread, the sockets and the files of a running node.
 *   <li>{@code core}: the node as a state machine; it touches nothing of the above.
 * </ul>
 */
@NullMarked
@SuppressWarnings("module") // Those that it exports to are built after the kernel, so their names are unknown here.
module org.kadnode.kernel {
    requires transitive org.kadnode.plugins;
    requires org.kadnode.bouncycastle;
    requires org.kadnode.dnsjava;
    requires org.pf4j;
    requires org.slf4j;
    requires static org.jspecify;
    requires java.logging;
    requires typesafe.config;

    uses org.kadnode.plugins.Plugin;

    exports org.kadnode.kernel to
            org.kadnode.manual,
            org.kadnode.setup;
    exports org.kadnode.kernel.control to
            org.kadnode.manual;
    exports org.kadnode.kernel.core to
            org.kadnode.benchmarks,
            org.kadnode.simulator;
    exports org.kadnode.kernel.core.auth to
            org.kadnode.simulator;
    exports org.kadnode.kernel.core.dht to
            org.kadnode.benchmarks,
            org.kadnode.simulator;
    exports org.kadnode.kernel.core.krpc to
            org.kadnode.simulator;
    exports org.kadnode.kernel.core.model to
            org.kadnode.benchmarks,
            org.kadnode.simulator;
    exports org.kadnode.kernel.core.naming to
            org.kadnode.simulator;
    exports org.kadnode.kernel.host to
            org.kadnode.manual,
            org.kadnode.simulator;
    exports org.kadnode.kernel.os to
            java.logging, // which makes the log manager
            org.kadnode.benchmarks,
            org.kadnode.manual,
            org.kadnode.setup,
            org.kadnode.simulator;
    exports org.kadnode.kernel.settings to
            org.kadnode.benchmarks,
            org.kadnode.manual,
            org.kadnode.setup,
            org.kadnode.simulator;
    exports org.kadnode.kernel.state to
            org.kadnode.setup;
    exports org.kadnode.kernel.shell to
            org.kadnode.benchmarks,
            org.kadnode.manual,
            org.kadnode.simulator;
}
