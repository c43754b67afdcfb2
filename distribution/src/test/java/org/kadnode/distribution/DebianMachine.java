package org.kadnode.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Debian of its own, with nothing but what every Debian has, in a folder in memory, and without any network. No program
 * can start services there. Closing it takes it away.
 */
final class DebianMachine implements Host, AutoCloseable {

    private static final String SUITE = "bookworm";

    /** Where the machine that runs the tests gets its packages. */
    private static final Pattern SOURCE =
            Pattern.compile("(?m)^(?:deb (?:\\[[^]]*\\] )?|URIs: *)(https?://[^ \n]*/debian)/?(?: |$)");

    private final Path root;
    private final Namespace network;

    private DebianMachine(Path root, Namespace network) {
        this.root = root;
        this.network = network;
    }

    /**
     * Installs the system.
     *
     * @param folder an empty folder
     */
    static DebianMachine install(Path folder) throws Exception {
        // In memory, for dpkg waits for the disk after each file.
        Program.succeed(LOCAL, "mount", "-t", "tmpfs", "-o", "size=1g,mode=755", "tmpfs", folder.toString());
        DebianMachine made = new DebianMachine(folder, Namespace.create());
        try {
            Program.make(
                    LOCAL, List.of("debootstrap", "--variant=minbase", SUITE, folder.toString(), mirror()), Map.of());
            Program.succeed(
                    LOCAL, "mount", "-t", "proc", "proc", folder.resolve("proc").toString());
            Path policy = Files.writeString(folder.resolve("usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n");
            Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
            return made;
        } catch (Throwable e) {
            made.close();
            throw e;
        }
    }

    private static String mirror() throws IOException {
        List<Path> lists = new ArrayList<>(List.of(Path.of("/etc/apt/sources.list")));
        try (Stream<Path> more = Files.list(Path.of("/etc/apt/sources.list.d"))) {
            more.sorted().forEach(lists::add);
        }
        for (Path list : lists) {
            Matcher source = SOURCE.matcher(Files.exists(list) ? Files.readString(list) : "");
            if (source.find()) {
                return source.group(1);
            }
        }
        throw new AssertionError("no Debian mirror in " + lists);
    }

    @Override
    public List<String> command(List<String> command) {
        return network.command(inside(List.of(), command));
    }

    /**
     * The same machine, as seen by a service: it has a manager that prints what it hears, and an account that may do nothing.
     *
     * @param manager the script that plays the manager
     */
    Host service(Path manager) {
        String socket = "@kadnode-" + root.getFileName();
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        return command -> {
            List<String> words = new ArrayList<>(List.of(Machine.PYTHON, manager.toString(), socket));
            List<String> program = new ArrayList<>(nobody);
            program.addAll(command);
            words.addAll(inside(List.of("NOTIFY_SOCKET=" + socket, "XDG_STATE_HOME=/var/lib"), program));
            return network.command(words);
        };
    }

    private List<String> inside(List<String> variables, List<String> command) {
        List<String> words = new ArrayList<>(List.of(
                "chroot",
                root.toString(),
                "env",
                "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "DEBIAN_FRONTEND=noninteractive"));
        words.addAll(variables);
        words.addAll(command);
        return words;
    }

    Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** All files but those in which others than packages keep books, with mode, size and target. */
    Map<String, String> files() throws Exception {
        String list = Program.succeed(
                this,
                "sh",
                "-c",
                "find / -xdev \\( -path /var/lib/dpkg -o -path /var/log -o -path /var/cache/ldconfig -o -path /etc/ld.so.cache \\)"
                        + " -prune -o -type d -printf '%p %m\\n' -o -printf '%p %m %s %l\\n'");
        Map<String, String> found = new TreeMap<>();
        list.lines().forEach(line -> {
            int end = line.indexOf(' ');
            found.put(line.substring(0, end), line.substring(end));
        });
        return found;
    }

    /** Programs that still run there keep it in memory until they end. */
    @Override
    public void close() throws IOException {
        network.close();
        for (Path mounted : List.of(root.resolve("proc"), root)) {
            new ProcessBuilder("umount", "-l", mounted.toString())
                    .start()
                    .onExit()
                    .join();
        }
    }
}
