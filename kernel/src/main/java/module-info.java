import org.jspecify.annotations.NullMarked;

/** The node: a pure core that speaks the protocol, and a shell of sockets, files and plugins around it. */
@NullMarked
@SuppressWarnings("module") // The simulator is built after the kernel, so its name is unknown here.
module org.kadnode.kernel {
    requires transitive org.kadnode.plugins;
    requires org.kadnode.bouncycastle;
    requires org.pf4j;
    requires org.slf4j;
    requires static org.jspecify;
    requires java.logging;
    requires typesafe.config;

    uses org.kadnode.plugins.Plugin;

    exports org.kadnode.kernel.core to
            org.kadnode.simulator;
    exports org.kadnode.kernel.core.dht to
            org.kadnode.simulator;
    exports org.kadnode.kernel.core.model to
            org.kadnode.simulator;
    exports org.kadnode.kernel.core.naming to
            org.kadnode.simulator;
    exports org.kadnode.kernel.host to
            org.kadnode.simulator;
    exports org.kadnode.kernel.os to
            java.logging, // which makes the log manager
            org.kadnode.simulator;
    exports org.kadnode.kernel.settings to
            org.kadnode.simulator;
    exports org.kadnode.kernel.shell to
            org.kadnode.simulator;
}
