package org.kadnode.kernel.os;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Network interfaces by name. */
public final class Interfaces {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Interfaces() {}

    /**
     * Makes a socket send and receive through one interface only, whatever the routes say.
     *
     * @param channel a bound channel; all that it receives before this call is not affected
     * @param name the interface, e.g. {@code eth0}
     * @throws OsException if there is no such interface, this Java or system cannot do it, or it is not allowed
     */
    public static void bindToDevice(DatagramChannel channel, String name) throws OsException {
        CLibrary library = CLibrary.neededFor("--ifname");
        try {
            if (NetworkInterface.getByName(name) == null) {
                throw new OsException("--ifname: there is no interface " + name);
            }
            int descriptor =
                    descriptor(channel).orElseThrow(() -> new OsException("--ifname: cannot find the socket in /proc"));
            library.bindToDevice(descriptor, name);
        } catch (IOException unreadable) {
            throw new OsException("--ifname: " + unreadable.getMessage());
        }
    }

    /**
     * The number of a socket in this process, on Linux. Java does not tell it; but the kernel lists each bound socket by
     * address and port with its inode, and which of our descriptors stands for which inode.
     *
     * @param channel a bound channel
     * @return the number, which is that of something else once the channel is closed; empty if it cannot be found
     * @throws IOException if the channel is closed, or this system has no such lists
     */
    public static OptionalInt descriptor(DatagramChannel channel) throws IOException {
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        Set<String> targets = Stream.concat(inodes("/proc/self/net/udp", local), inodes("/proc/self/net/udp6", local))
                .map(inode -> "socket:[" + inode + "]")
                .collect(Collectors.toSet());
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (targets.contains(target(descriptor))) {
                    return OptionalInt.of(
                            Integer.parseInt(descriptor.getFileName().toString()));
                }
            }
        }
        return OptionalInt.empty();
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        }
    }

    /** The inodes of the sockets that a table lists under an address; columns as in proc_net_udp(5). */
    private static Stream<String> inodes(String table, InetSocketAddress local) throws IOException {
        String wanted = local(local);
        List<String> rows = Files.exists(Path.of(table)) ? Files.readAllLines(Path.of(table)) : List.of();
        return rows.stream()
                .map(row -> Arrays.asList(row.strip().split("\\s+")))
                .filter(columns -> columns.size() > 9 && columns.get(1).equals(wanted))
                .map(columns -> columns.get(9));
    }

    /** An address as the kernel prints it: 32-bit words in the byte order of the machine, then the port. */
    private static String local(InetSocketAddress local) {
        InetAddress address = local.getAddress();
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append(HEX.toHexDigits(bytes.order(ByteOrder.nativeOrder()).getInt()));
        }
        return text.append(String.format(Locale.ROOT, ":%04X", local.getPort())).toString();
    }
}
