package org.kadnode.kernel.host;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls into one plugin, so that nothing it throws and no time it takes reaches the kernel.
 *
 * <p>Each call runs on a daemon thread of the platform and not on a virtual one: a plugin that spins or blocks inside
 * {@code synchronized} would keep a virtual thread's carrier for ever, and there are only as many carriers as processors.
 */
final class Guard {

    private final String id;
    private final ClassLoader classes;
    private final int reasonLength;

    Guard(String id, ClassLoader classes, int reasonLength) {
        this.id = id;
        this.classes = classes;
        this.reasonLength = reasonLength;
    }

    /**
     * Makes a call and waits for it. A call that takes too long is interrupted and left behind.
     *
     * @param what what is called, for the thread's name and the reason, e.g. {@code start()}
     */
    <T> T call(String what, Duration patience, Callable<T> call) throws PluginFailure {
        FutureTask<T> task = new FutureTask<>(() -> described(what, call));
        Thread thread =
                Thread.ofPlatform().daemon().name("plugin " + id + " " + what).unstarted(task);
        thread.setContextClassLoader(classes);
        thread.start();
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof PluginFailure failure
                    ? failure
                    : new PluginFailure(what + " failed and cannot say why", e);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new PluginFailure(what + " did not return within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new PluginFailure(what + " was interrupted", e);
        }
    }

    /** Describes on the plugin's thread, too: an exception's own methods may be as broken as its thrower. */
    private <T> T described(String what, Callable<T> call) throws PluginFailure {
        try {
            return call.call();
        } catch (Throwable e) {
            throw new PluginFailure(what + ": " + Reasons.of(e, reasonLength), e);
        }
    }
}
