package org.kadnode.plugin.nss;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.kadnode.plugins.Settings;

/**
 * The settings of the plugin.
 *
 * @param port UDP port on the loopback addresses, 1 to 65535; 0 for "off"
 * @param patience how long a request is held at most
 * @param classicPatience how long a request of KadNode 1.0's library is held at most
 * @param settling how long more addresses are waited for when the first was found
 * @param portFile where the library finds out how to ask, if it is told at all
 * @param domain the top level domain, e.g. {@code .p2p}
 * @param keyNames whether names that end with a public key are for the node, too
 */
record NssSettings(
        int port,
        Duration patience,
        Duration classicPatience,
        Duration settling,
        Optional<Path> portFile,
        String domain,
        boolean keyNames) {

    private static final int HIGHEST_PORT = 65535;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    static NssSettings from(Settings settings) {
        int port = settings.number("nss.port");
        if (port < 0 || port > HIGHEST_PORT) {
            throw settings.refused("nss.port", Integer.toString(port), "is not a number from 0 to " + HIGHEST_PORT);
        }
        return new NssSettings(
                port,
                span(settings, "nss.patience"),
                span(settings, "nss.classic-patience"),
                span(settings, "nss.settling"),
                file(settings, "nss.port-file"),
                settings.text("naming.tld"),
                settings.flag("naming.pkarr"));
    }

    private static Duration span(Settings settings, String path) {
        Duration span = settings.duration(path);
        if (span.isNegative() || span.compareTo(LONGEST) > 0) {
            throw settings.refused(path, span.toMillis() + " ms", "is not a time from 0 to 1 minute");
        }
        return span;
    }

    private static Optional<Path> file(Settings settings, String path) {
        String text = settings.text(path);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            throw settings.refused(path, text, "is not a file name");
        }
    }
}
