package org.kadnode.kernel.shell;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.kadnode.kernel.settings.HostAndPort;

/**
 * Asks the system for the addresses of host names. On a few platform threads: the system's resolver
 * may hold its thread for long, and would hold the carrier of a virtual thread. They end when idle.
 */
final class HostNames implements AutoCloseable {

    /** Names that are looked up at a time. */
    private static final int THREADS = 4;

    /** Names that wait for that. */
    private static final int WAITING = 256;

    /** What the system need not be asked about. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|.*:.*");

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("kadnode host names ", 1).daemon().factory());

    HostNames() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Looks a name up; an address is its own answer, at once.
     *
     * @return its addresses, at least one; fails with {@link UnknownHostException} if there is none, and
     *     if too many names wait
     */
    CompletableFuture<List<InetSocketAddress>> lookUp(HostAndPort name) {
        CompletableFuture<List<InetSocketAddress>> answer = new CompletableFuture<>();
        if (ADDRESS.matcher(name.host()).matches()) {
            complete(answer, name);
            return answer;
        }
        try {
            threads.execute(() -> complete(answer, name));
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(new UnknownHostException(name.host() + ": too many names wait"));
        }
        return answer;
    }

    private static void complete(CompletableFuture<List<InetSocketAddress>> answer, HostAndPort name) {
        try {
            answer.complete(name.addresses());
        } catch (UnknownHostException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
