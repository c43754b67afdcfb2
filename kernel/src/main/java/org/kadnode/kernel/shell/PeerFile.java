package org.kadnode.kernel.shell;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The file of peers: one address a line, {@code #} begins a comment.
 *
 * <p>The user's own lines come first and are never changed: not the addresses, nor comments, nor what
 * we cannot read. Below a line that says so follow the nodes that the running node came to know; only
 * this part is written. KadNode 1.0 replaced the whole file, and so would not write in its first five
 * minutes, when the few nodes it knew might have replaced good seeds. Since no seed can be lost here,
 * a node may write at its end at any time.
 *
 * <p>Writing is atomic: whoever reads, or ends the process in the middle of it, gets the old file or
 * the new one.
 */
final class PeerFile {

    /** The line above the learned nodes. */
    static final String MARK = "#--- Learned by KadNode. This line and all below are replaced: write above it. ---";

    /** Addresses taken from each of the two parts; more would only make joining slower. */
    static final int MOST_PEERS = 4096;

    /** Longer lines are kept, but cannot be an address. */
    private static final int LONGEST_LINE = 512;

    private final Path path;

    /** Two that write would use the same new file. */
    private final ReentrantLock writing = new ReentrantLock();

    PeerFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /**
     * What the file holds.
     *
     * @param seeds the addresses among the user's lines, as they stand there
     * @param learned the addresses in the other part
     * @param complete false if there are more than {@link #MOST_PEERS} in a part
     */
    record Peers(List<String> seeds, List<String> learned, boolean complete) {

        static final Peers NONE = new Peers(List.of(), List.of(), true);
    }

    Path path() {
        return path;
    }

    /**
     * Reads the file.
     *
     * @return its peers; none if there is no such file
     * @throws IOException if it cannot be read
     */
    Peers read() throws IOException {
        List<String> seeds = new ArrayList<>();
        List<String> learned = new ArrayList<>();
        boolean complete = true;
        try (Lines lines = new Lines(Files.newInputStream(path))) {
            List<String> part = seeds;
            while (lines.next()) {
                if (lines.isMark()) {
                    part = learned;
                } else if (!lines.address().isEmpty()) {
                    complete &= part.size() < MOST_PEERS;
                    if (part.size() < MOST_PEERS) {
                        part.add(lines.address());
                    }
                }
            }
        } catch (NoSuchFileException willBeMade) {
            return Peers.NONE;
        }
        return new Peers(List.copyOf(seeds), List.copyOf(learned), complete);
    }

    /**
     * Replaces the learned nodes. Those that stand among the user's lines are not repeated.
     *
     * @param nodes their addresses
     * @throws IOException if the file could not be replaced; it is unchanged then
     */
    void write(List<String> nodes) throws IOException {
        writing.lock();
        try {
            replace(nodes);
        } finally {
            writing.unlock();
        }
    }

    private void replace(List<String> nodes) throws IOException {
        // The file behind a symbolic link is replaced, not the link.
        Path target = Files.exists(path) ? path.toRealPath() : path;
        Path fresh = target.resolveSibling("." + target.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                Set<String> learned = new LinkedHashSet<>(nodes);
                copySeeds(target, out, learned);
                for (String line : learned) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
                out.flush();
                channel.force(true);
            }
            copyPermissions(target, fresh);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    private static void copySeeds(Path from, OutputStream out, Set<String> learned) throws IOException {
        try (Lines lines = new Lines(Files.newInputStream(from))) {
            while (lines.next() && !lines.isMark()) {
                learned.remove(lines.address());
                lines.copyTo(out);
            }
        } catch (NoSuchFileException first) {
            // No seeds to keep.
        }
        out.write((MARK + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        if (view != null && Files.exists(from)) {
            Files.setPosixFilePermissions(to, view.readAttributes().permissions());
        }
    }

    /** Reads line by line, keeps the bytes as they are, and holds one line at a time whatever its length. */
    private static final class Lines implements AutoCloseable {

        private final InputStream in;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private String address = "";

        Lines(InputStream in) {
            this.in = new BufferedInputStream(in);
        }

        boolean next() throws IOException {
            line.reset();
            int next = in.read();
            if (next < 0) {
                return false;
            }
            for (; next >= 0 && next != '\n'; next = in.read()) {
                line.write(next);
            }
            address = line.size() > LONGEST_LINE ? "" : addressIn(line.toString(StandardCharsets.UTF_8));
            return true;
        }

        boolean isMark() {
            return line.size() < LONGEST_LINE
                    && line.toString(StandardCharsets.UTF_8).strip().equals(MARK);
        }

        /** What stands before a comment; may be empty. */
        String address() {
            return address;
        }

        void copyTo(OutputStream out) throws IOException {
            line.writeTo(out);
            out.write('\n');
        }

        private static String addressIn(String text) {
            int comment = text.indexOf('#');
            return (comment < 0 ? text : text.substring(0, comment)).strip();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
