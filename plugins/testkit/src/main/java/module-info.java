import org.jspecify.annotations.NullMarked;

/**
 * A stand-in for the node, so that a plugin can be tested without a swarm, without sockets of the DHT and without
 * waiting.
 *
 * <p>{@link org.kadnode.plugins.testkit.FakeNode} is all there is: a test scripts what the DHT would find, hands the node
 * to {@link org.kadnode.plugins.Plugin#start}, drives the time, and looks at what the plugin asked for.
 */
@NullMarked
module org.kadnode.plugins.testkit {
    requires transitive org.kadnode.plugins;
    requires static transitive org.jspecify;
    requires typesafe.config;

    exports org.kadnode.plugins.testkit;
}
