package org.kadnode.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A libtorrent node that stores and reads items, see {@code libtorrent_items.py}. */
final class Libtorrent {
    private static final String SCRIPT = "libtorrent_items.py";

    private Libtorrent() {}

    /**
     * Starts it and waits until it has joined.
     *
     * @param host where it runs
     * @param folder where its script is put
     * @param address an address of the host, that of the other nodes, too
     * @param port its port
     * @param nodes whom it knows
     */
    static Program start(Host host, Path folder, String address, int port, List<Daemon> nodes) throws Exception {
        return start(host, folder, List.of(address, Integer.toString(port), "lenient"), address, nodes);
    }

    /**
     * Starts one that takes nobody for a node whose id does not fit its address (BEP 42), and waits until it has joined.
     *
     * @param host where it runs
     * @param folder where its script is put
     * @param address an address of the host
     * @param port its port
     * @param nodesAddress that of the other nodes
     * @param nodes whom it knows
     */
    static Program startStrict(
            Host host, Path folder, String address, int port, String nodesAddress, List<Daemon> nodes)
            throws Exception {
        return start(host, folder, List.of(address, Integer.toString(port), "strict"), nodesAddress, nodes);
    }

    private static Program start(
            Host host, Path folder, List<String> arguments, String nodesAddress, List<Daemon> nodes) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Machine.PYTHON, Machine.script(SCRIPT, folder).toString()));
        command.addAll(arguments);
        nodes.forEach(node -> command.add(nodesAddress + ":" + node.dhtPort()));
        Program libtorrent = Program.start(host, command);
        try {
            libtorrent.awaitOutput("^READY");
            return libtorrent;
        } catch (Throwable e) {
            libtorrent.close();
            throw e;
        }
    }
}
