package org.kadnode.kernel.shell;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;

/** The tasks of one owner: a virtual thread each, which sleeps until its time if there is one. */
final class OwnedTasks implements Tasks, AutoCloseable {

    private static final Logger LOG = System.getLogger(OwnedTasks.class.getName());

    private final String owner;
    private final long origin = System.nanoTime();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OwnedTasks(String owner) {
        this.owner = owner;
    }

    @Override
    public Handle start(String name, Job job) {
        return begin(name, () -> attempt(name, job));
    }

    @Override
    public Handle after(String name, Duration delay, Job job) {
        return begin(name, () -> {
            Thread.sleep(delay);
            attempt(name, job);
        });
    }

    @Override
    public Handle every(String name, Duration period, Job job) {
        return begin(name, () -> {
            while (true) {
                Thread.sleep(period);
                attempt(name, job);
            }
        });
    }

    @Override
    public Duration now() {
        return Duration.ofNanos(System.nanoTime() - origin);
    }

    /** Interrupts all tasks, and lets no more begin. Does not wait for them. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Thread::interrupt);
    }

    private interface Course {
        void run() throws InterruptedException;
    }

    private Handle begin(String name, Course course) {
        Thread thread = Thread.ofVirtual().name(owner + " " + name).unstarted(() -> {
            try {
                course.run();
            } catch (InterruptedException cancelled) {
                LOG.log(Level.DEBUG, "{0} {1} was cancelled", owner, name);
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(thread);
        if (closed) {
            running.remove(thread);
            throw new KadNodeException(KadNodeException.Kind.CLOSED, owner + " is stopping: no task can start");
        }
        thread.start();
        return thread::interrupt;
    }

    /** What a job throws ends this run of it, and is told. An interrupt ends the whole task. */
    private void attempt(String name, Job job) throws InterruptedException {
        try {
            job.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            if (closed || Thread.currentThread().isInterrupted()) {
                // The usual end of a task in the middle of input or output, such as ClosedByInterruptException.
                throw new InterruptedException(e.toString());
            }
            LOG.log(Level.WARNING, owner + ": " + name + " failed", e);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted after a run");
        }
    }
}
