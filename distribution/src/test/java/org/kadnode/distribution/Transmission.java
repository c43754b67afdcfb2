package org.kadnode.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's {@code transmission-daemon}, set up to use nothing but the DHT. */
final class Transmission {
    private Transmission() {}

    /**
     * Starts it with torrents to download. It looks for their peers within half a minute, and not again for long.
     *
     * @param folder an empty folder for its files
     * @param address where it listens; it takes no notice of loopback addresses
     * @param port its TCP port for peers and UDP port for the DHT
     * @param knownNodes ports of DHT nodes at the same address
     */
    static Program start(
            Host host, Path folder, String address, int port, List<Integer> knownNodes, Torrent... torrents)
            throws IOException {
        Path watched = Files.createDirectories(folder.resolve("watched"));
        for (Torrent torrent : torrents) {
            Files.writeString(
                    watched.resolve(torrent.infohash() + ".torrent"), torrent.file(), StandardCharsets.ISO_8859_1);
        }
        Files.write(folder.resolve("dht.dat"), savedNodes(InetAddress.getByName(address), knownNodes));
        Files.writeString(folder.resolve("settings.json"), """
                {"bind-address-ipv4": "%s", "bind-address-ipv6": "::1", "peer-port": %d, "rpc-enabled": false,
                 "dht-enabled": true, "lpd-enabled": false, "pex-enabled": false, "utp-enabled": false,
                 "port-forwarding-enabled": false, "encryption": 0, "download-dir": "%s",
                 "watch-dir": "%s", "watch-dir-enabled": true, "start-added-torrents": true}
                """.formatted(
                        address, port, Files.createDirectories(folder.resolve("downloads")), watched));
        return Program.start(
                host, List.of("transmission-daemon", "--foreground", "--config-dir", folder.toString(), "--log-debug"));
    }

    /** Its memory of an earlier run. It asks nodes from there seconds apart, and those from elsewhere much later. */
    private static byte[] savedNodes(InetAddress address, List<Integer> ports) {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        saved.writeBytes(
                ("d2:id20:transmissionunderget5:nodes" + 6 * ports.size() + ":").getBytes(StandardCharsets.US_ASCII));
        for (int port : ports) {
            saved.writeBytes(address.getAddress());
            saved.write(port >> 8);
            saved.write(port);
        }
        saved.write('e');
        return saved.toByteArray();
    }
}
