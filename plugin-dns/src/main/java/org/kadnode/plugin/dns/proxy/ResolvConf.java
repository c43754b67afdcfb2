package org.kadnode.plugin.dns.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kadnode.plugins.Tasks;

/**
 * The name servers of the system: the {@code nameserver} lines of a resolv.conf(5), read again when the file has changed.
 * Any thread; looks at the file now and then, which is all it blocks for.
 */
public final class ResolvConf {

    /** The C library asks no more (MAXNS), so what stands below is not in use. */
    private static final int MOST_SERVERS = 3;

    private static final int MOST_BYTES = 64 * 1024;
    private static final int PORT = 53;

    /** How often the file is looked at, at most. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** The keyword begins the line; whatever follows the address is a comment. */
    private static final Pattern SERVER = Pattern.compile("nameserver[ \t]+(\\S+).*");

    private static final System.Logger LOG = System.getLogger(ResolvConf.class.getName());

    private final Path file;
    private final Tasks tasks;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile View view = new View(Duration.ZERO, Optional.empty(), List.of());

    /** What tells one content of the file from another. It is often replaced as a whole, hence the key. */
    private record Stamp(Object changed, long size, Optional<Object> key) {}

    private record View(Duration nextLook, Optional<Stamp> stamp, List<Upstream> upstreams) {}

    /**
     * The file at some place.
     *
     * @param file usually {@code /etc/resolv.conf}
     * @param tasks tells the time
     */
    public ResolvConf(Path file, Tasks tasks) {
        this.file = file;
        this.tasks = tasks;
    }

    /**
     * The servers by now.
     *
     * @return at most three; none if there is no file or it names none
     */
    public List<Upstream> upstreams() {
        // Whoever finds somebody else looking goes on with what is known.
        if (tasks.now().compareTo(view.nextLook()) >= 0 && looking.tryLock()) {
            try {
                view = look(view);
            } finally {
                looking.unlock();
            }
        }
        return view.upstreams();
    }

    private View look(View last) {
        Duration nextLook = tasks.now().plus(PAUSE);
        try {
            Optional<Stamp> stamp = Optional.of(stamp());
            List<Upstream> upstreams = stamp.equals(last.stamp()) ? last.upstreams() : servers(read());
            return new View(nextLook, stamp, upstreams);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot read " + file, e);
            return new View(nextLook, Optional.empty(), List.of());
        }
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey()));
    }

    private String read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        }
    }

    private static List<Upstream> servers(String text) {
        return text.lines()
                .map(SERVER::matcher)
                .filter(Matcher::matches)
                .flatMap(line -> LiteralAddress.parse(Objects.requireNonNull(line.group(1))).stream())
                .map(address -> Upstream.plain(new InetSocketAddress(address, PORT)))
                .distinct()
                .limit(MOST_SERVERS)
                .toList();
    }
}
