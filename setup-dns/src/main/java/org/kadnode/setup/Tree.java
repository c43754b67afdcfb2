package org.kadnode.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a system, as they are and as they are to be. Its paths begin with a slash, which stands for the root. A
 * symbolic link leads to where it would in that system, so nothing outside of the root is read or written, unless somebody
 * else puts links there meanwhile.
 */
final class Tree {

    /** A file that is larger is none that anybody has written by hand, and not our library. Bytes. */
    private static final int LARGEST = 4 << 20;

    private static final int MOST_LINKS = 40;

    private final Path root;

    /** What is to be in the files that were written or deleted; empty for the latter. */
    private final Map<String, Optional<String>> wanted = new TreeMap<>();

    Tree(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** The same system, without anything that is to be changed. */
    Tree asStored() {
        return new Tree(root);
    }

    /** What is or is to be in a file; empty if there is none. */
    Optional<String> text(String path) {
        String real = real(path);
        return wanted.containsKey(real) ? wanted.get(real) : stored(real);
    }

    /** Whether there is a file or folder. */
    boolean exists(String path) {
        return Files.exists(file(path));
    }

    /** The names of all that is in a folder, in order; empty if there is no such folder. */
    List<String> names(String folder) {
        try (Stream<Path> entries = Files.list(file(folder))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    /** The path without symbolic links, as far as it exists. */
    String real(String path) {
        Deque<String> left = new ArrayDeque<>(parts(path));
        List<String> done = new ArrayList<>();
        int links = 0;
        while (!left.isEmpty()) {
            String part = left.pop();
            if (part.equals("..")) {
                if (!done.isEmpty()) {
                    done.removeLast();
                }
                continue;
            }
            done.add(part);
            Optional<String> target = link("/" + String.join("/", done));
            if (target.isPresent()) {
                if (++links > MOST_LINKS) {
                    throw new SetupException(path + ": too many symbolic links");
                }
                if (target.get().startsWith("/")) {
                    done.clear();
                } else {
                    done.removeLast();
                }
                parts(target.get()).reversed().forEach(left::push);
            }
        }
        return "/" + String.join("/", done);
    }

    /** Puts a text into a file that may be there or not. */
    void write(String path, String text) {
        wanted.put(real(path), Optional.of(text));
    }

    /** Takes a file away. */
    void delete(String path) {
        wanted.put(real(path), Optional.empty());
    }

    /** What is to be changed, by path. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        wanted.forEach((path, text) -> {
            Optional<String> before = stored(path);
            if (!before.equals(text)) {
                changes.add(new Change(path, before, text));
            }
        });
        return changes;
    }

    /** Where a file or folder of the system is for us. */
    Path file(String path) {
        return place(real(path));
    }

    private Path place(String real) {
        return root.resolve(real.substring(1));
    }

    private Optional<String> stored(String real) {
        Path file = place(real);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new FileSystemException(file.toString(), null, "is larger than " + LARGEST + " bytes");
            }
            return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> link(String path) {
        Path file = place(path);
        if (!Files.isSymbolicLink(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }
}
