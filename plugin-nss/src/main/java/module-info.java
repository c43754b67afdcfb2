/**
 * The NSS plugin: it answers the name service switch of the C library, and so every program that asks it for a host.
 *
 * <p>A tour, in the order in which a request passes through:
 *
 * <ul>
 *   <li>{@code NssPlugin} is what the kernel starts and stops, {@code NssSettings} what it can be told. {@code PortFile} tells
 *       the library in {@code src/main/c} where to ask, and for which names.
 *   <li>{@code Listener} reads datagrams from a loopback address and starts a virtual thread for each.
 *   <li>{@code Request} reads them: those of our library ({@code LibraryWire}), and those of KadNode 1.0 ({@code
 *       ClassicWire}).
 *   <li>{@code Hosts} asks the node, waits, and goes from an {@code Alias} to the name that it stands for.
 * </ul>
 */
module org.kadnode.plugin.nss {
    requires org.kadnode.plugins;
    requires org.kadnode.dnsjava;
    requires static org.jspecify;

    provides org.kadnode.plugins.Plugin with
            org.kadnode.plugin.nss.NssPlugin;
}
