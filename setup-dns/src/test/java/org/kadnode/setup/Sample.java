package org.kadnode.setup;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A system's files, copied from {@code samples/} to where a test may change them. */
final class Sample {

    /** Lists symbolic links, which resources cannot be: path and target. */
    private static final String LINKS = "LINKS";

    private final Path root;

    /** Copies a sample into a folder. */
    Sample(String name, Path root) throws IOException, URISyntaxException {
        this.root = root;
        Path source = Path.of(Objects.requireNonNull(Sample.class.getResource("/samples/" + name))
                .toURI());
        try (Stream<Path> all = Files.walk(source)) {
            for (Path each : all.toList()) {
                Path target = root.resolve(source.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else if (!target.getFileName().toString().equals(LINKS)) {
                    Files.copy(each, target);
                }
            }
        }
        if (Files.exists(source.resolve(LINKS))) {
            for (String line : Files.readAllLines(source.resolve(LINKS))) {
                Path link = root.resolve(line.substring(0, line.indexOf(' ')));
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, Path.of(line.substring(line.indexOf(' ') + 1)));
            }
        }
    }

    /** Puts a C library there, of which there is only what tells its architecture. */
    Sample withCLibrary(String folder, int machine) throws IOException {
        Files.createDirectories(root.resolve(folder));
        Files.write(root.resolve(folder).resolve("libc.so.6"), elf(machine, "the C library"));
        return this;
    }

    /** The beginning of a library for an architecture, and some text. */
    static byte[] elf(int machine, String text) {
        byte[] header = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, (byte) machine, 0};
        byte[] all = new byte[header.length + text.length()];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, all, header.length, text.length());
        return all;
    }

    /** What is in a file; empty if there is none. */
    Optional<String> text(String path) throws IOException {
        Path file = root.resolve(path);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    void write(String path, String text) throws IOException {
        Files.writeString(root.resolve(path), text);
    }

    /** All that makes up the tree: kind, permissions and content by path. */
    Map<String, String> all() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                String content;
                if (Files.isSymbolicLink(path)) {
                    content = "-> " + Files.readSymbolicLink(path);
                } else {
                    content = PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
                            + (Files.isDirectory(path)
                                    ? " folder"
                                    : " " + HexFormat.of().formatHex(Files.readAllBytes(path)));
                }
                all.put(root.relativize(path).toString(), content);
            }
        }
        return all;
    }
}
