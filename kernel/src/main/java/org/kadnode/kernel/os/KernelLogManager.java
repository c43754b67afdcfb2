package org.kadnode.kernel.os;

import java.util.logging.LogManager;

/**
 * Lets the log live until the very end. The standard manager takes all handlers away as soon as the process begins to
 * stop, and with them what plugins and the peer file have to say about stopping. It also reads a file of settings, which
 * this one does without: {@link LogOutput} is all there is.
 *
 * <p>Public only because the JDK must make it.
 */
public final class KernelLogManager extends LogManager {

    /** Made once, by the JDK. */
    public KernelLogManager() {}

    @Override
    public void readConfiguration() {}

    @Override
    public void reset() {}
}
