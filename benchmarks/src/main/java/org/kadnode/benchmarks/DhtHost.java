package org.kadnode.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kadnode.kernel.os.LogOutput;
import org.kadnode.kernel.os.Verbosity;
import org.kadnode.kernel.settings.Defaults;
import org.kadnode.kernel.settings.SettingsTree;
import org.kadnode.kernel.shell.LiveNode;

/**
 * Nodes on real sockets, with the limits of the daemon. A program: its arguments are the port of the first node, how many there
 * are, and then nodes to meet ({@code 127.0.0.1:6881}); all but the first node meet the first, too, and have free ports. It prints
 * {@code ready} and the ports of all nodes, obeys the commands that come on standard input, a line each, and ends where that ends:
 *
 * <ul>
 *   <li>{@code nodes} prints how many nodes the first one knows,
 *   <li>{@code allocated} prints how many bytes its loop has allocated so far.
 * </ul>
 */
public final class DhtHost {

    private static final String LOOP = "kadnode loop";

    private DhtHost() {}

    /**
     * Serves until standard input ends.
     *
     * @param words port, count and peers
     * @throws Exception if a node can't start
     */
    public static void main(String[] words) throws Exception {
        LogOutput.toStandardError(Verbosity.QUIET);
        int port = Integer.parseInt(words[0]);
        int count = Integer.parseInt(words[1]);
        List<String> peers = new ArrayList<>(Arrays.asList(words).subList(2, words.length));
        List<LiveNode> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Map<String, Object> settings = Map.of("dht.port", i == 0 ? port : 0, "dht.peers", List.copyOf(peers));
                nodes.add(LiveNode.start(SettingsTree.embedded(Defaults.ofKernel(), settings), "benchmark"));
                if (i == 0) {
                    peers.add("127.0.0.1:" + port);
                }
            }
            System.out.println(
                    nodes.stream().map(node -> " " + port(node)).collect(Collectors.joining("", "ready", "")));
            obey(nodes.getFirst());
        } finally {
            nodes.forEach(LiveNode::close);
        }
    }

    private static int port(LiveNode node) {
        return node.nodeFor("benchmark")
                .status()
                .families()
                .getFirst()
                .boundTo()
                .getPort();
    }

    private static void obey(LiveNode node) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(
                    switch (line) {
                        case "nodes" ->
                            node.nodeFor("benchmark")
                                    .status()
                                    .families()
                                    .getFirst()
                                    .goodNodes();
                        case "allocated" -> allocated();
                        default -> "unknown command " + line;
                    });
        }
    }

    private static long allocated() {
        long loop = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(LOOP))
                .mapToLong(Thread::threadId)
                .min()
                .orElseThrow();
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(loop);
    }
}
