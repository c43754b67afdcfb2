package org.kadnode.plugins.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kadnode.plugins.Tasks;

/**
 * Tasks under virtual time. What is started at once runs on a virtual thread of its own, as in the real node. What is to
 * run later is run by the test's own call to {@link FakeNode#advance}, one job after the other.
 */
final class FakeTasks implements Tasks {

    private final VirtualTime time;
    private final List<FakeNode.Failure> failures = new ArrayList<>();
    private final Set<Run> running = new LinkedHashSet<>();
    private final Set<Thread> waiting = new LinkedHashSet<>();
    private boolean closed;

    FakeTasks(VirtualTime time) {
        this.time = time;
    }

    @Override
    public Handle start(String name, Job job) {
        return new Run(name, job).begin();
    }

    @Override
    public Handle after(String name, Duration delay, Job job) {
        return new Timer(name, job).arm(delay);
    }

    @Override
    public Handle every(String name, Duration period, Job job) {
        return new Timer(name, job).again(period);
    }

    @Override
    public Duration now() {
        return time.now();
    }

    List<FakeNode.Failure> failures() {
        return time.read(() -> List.copyOf(failures));
    }

    void failed(String name, Throwable cause) {
        time.change(() -> failures.add(new FakeNode.Failure(name, cause)));
    }

    /** Marks the calling thread as one that goes on only when the test does something. */
    void parked(boolean parked) {
        time.change(() -> {
            if (parked) {
                waiting.add(Thread.currentThread());
            } else {
                waiting.remove(Thread.currentThread());
            }
        });
    }

    void close() {
        List<Run> left = new ArrayList<>();
        time.change(() -> {
            closed = true;
            left.addAll(running);
        });
        left.forEach(Run::cancel);
    }

    /** One execution of a job on a thread. */
    private final class Run implements Handle {
        private final String name;
        private final Thread thread;

        Run(String name, Job job) {
            this.name = name;
            this.thread = Thread.ofVirtual().name(name).unstarted(() -> execute(job));
        }

        Run begin() {
            time.change(() -> {
                if (!closed) {
                    running.add(this);
                    thread.start();
                }
            });
            return this;
        }

        void untilEndedOrParked() {
            time.insist(
                    () -> !running.contains(this) || waiting.contains(thread),
                    "task '" + name + "' neither ends nor waits for the node");
        }

        private void execute(Job job) {
            try {
                job.run();
            } catch (InterruptedException e) {
                // The way in which a cancelled task ends.
            } catch (Throwable e) {
                failed(name, e);
            } finally {
                time.change(() -> running.remove(this));
            }
        }

        @Override
        public void cancel() {
            thread.interrupt();
        }
    }

    /** A job that runs when the clock comes to it. */
    private final class Timer implements Handle {
        private final String name;
        private final Job job;
        private boolean cancelled;
        private Runnable disarm = () -> {};
        private Handle current = () -> {};

        Timer(String name, Job job) {
            this.name = name;
            this.job = job;
        }

        Timer arm(Duration delay) {
            time.change(() -> disarm = time.at(delay, () -> run(job)));
            return this;
        }

        Timer again(Duration period) {
            Job thenAgain = () -> {
                try {
                    job.run();
                } finally {
                    time.change(() -> {
                        if (!cancelled) {
                            again(period);
                        }
                    });
                }
            };
            time.change(() -> disarm = time.at(period, () -> run(thenAgain)));
            return this;
        }

        private void run(Job work) {
            Run run = new Run(name, work);
            time.change(() -> current = run);
            run.begin().untilEndedOrParked();
        }

        @Override
        public void cancel() {
            time.change(() -> {
                cancelled = true;
                disarm.run();
                current.cancel();
            });
        }
    }
}
