/**
 * The contract between the KadNode kernel and its plugins.
 *
 * <p>A tour, in the order in which a plugin meets the types:
 *
 * <ul>
 *   <li>{@link org.kadnode.plugins.Plugin} is what a plugin implements: the options and commands it
 *       brings, {@code start} and {@code stop}. The kernel finds it with {@code provides
 *       org.kadnode.plugins.Plugin with ...} in the plugin's own {@code module-info}.
 *   <li>{@link org.kadnode.plugins.KadNode} is what a plugin gets: resolve a name, ask for the
 *       names of an address, announce a name, meet a peer, block an address, tell where the node is reached, look at the status, read
 *       settings, run tasks, hear events.
 *   <li>{@link org.kadnode.plugins.Option} and {@link org.kadnode.plugins.Command} are rows of the two
 *       tables from which the command line, {@code --help}, the console and {@code kadnode-ctl} are
 *       made.
 * </ul>
 *
 * <p>The module needs nothing but {@code java.base}: a plugin that follows the contract has no other
 * tie to the kernel.
 */
@org.jspecify.annotations.NullMarked
module org.kadnode.plugins {
    requires static org.jspecify;

    exports org.kadnode.plugins;
}
