package org.kadnode.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A machine that has files and folders of its own in place of those of this one. */
final class OwnFiles implements Host {

    private final Host host;
    private final List<String> entering;

    /**
     * Names the files. Needs root.
     *
     * @param host the machine
     * @param files by the path at which they are seen; something of the same kind must be there already
     */
    OwnFiles(Host host, Map<String, Path> files) {
        this.host = host;
        StringBuilder mounts = new StringBuilder();
        files.forEach((seenAt, file) -> mounts.append("mount --bind ")
                .append(file)
                .append(' ')
                .append(seenAt)
                .append(" && "));
        entering = List.of("unshare", "-m", "sh", "-c", mounts + "exec \"$@\"", "sh");
    }

    @Override
    public List<String> command(List<String> command) {
        List<String> inside = new ArrayList<>(entering);
        inside.addAll(command);
        return host.command(inside);
    }
}
