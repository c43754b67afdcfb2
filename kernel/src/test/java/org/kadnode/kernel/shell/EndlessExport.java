package org.kadnode.kernel.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A process that does nothing but write a peer file, so that it can be killed in the middle of it. */
final class EndlessExport {

    private EndlessExport() {}

    public static void main(String[] arguments) throws IOException {
        PeerFile file = new PeerFile(Path.of(arguments[0]));
        for (int run = 0; ; run++) {
            file.write(nodes(run % 200));
            if (run == 0) {
                System.out.println("writing");
            }
        }
    }

    /** As many as an export has, all of one network. */
    static List<String> nodes(int network) {
        return IntStream.range(0, PeerExport.MOST_NODES)
                .mapToObj(i -> "198.51." + network + "." + i + ":6881")
                .toList();
    }
}
