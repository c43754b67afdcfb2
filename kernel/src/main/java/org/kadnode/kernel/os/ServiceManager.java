package org.kadnode.kernel.os;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whoever started this process as a service and wants to know how it is doing: systemd, or another program that speaks the
 * protocol of sd_notify(3). Each message is one datagram to the socket that the variable {@code NOTIFY_SOCKET} names. Java
 * has no such sockets: the C library sends them from Java 22 on, else the program {@code systemd-notify}, whose messages
 * systemd only takes with {@code NotifyAccess=all}.
 *
 * <p>A manager who does not listen is no reason for a node to fail: there is one warning. Safe for use by any thread.
 */
public final class ServiceManager {

    private static final Logger LOG = System.getLogger(ServiceManager.class.getName());

    /** Longest time that {@code systemd-notify} may take. */
    private static final Duration PROGRAM_PATIENCE = Duration.ofSeconds(5);

    private final Sender sender;
    private final Optional<Duration> watchdog;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** The way to the manager. */
    @FunctionalInterface
    interface Sender {
        /**
         * Sends lines of the form KEY=VALUE as one message.
         *
         * @throws OsException if they cannot be sent
         */
        void send(List<String> lines) throws OsException;
    }

    ServiceManager(Sender sender, Optional<Duration> watchdog) {
        this.sender = sender;
        this.watchdog = watchdog;
    }

    /**
     * The manager of this process.
     *
     * @param environment the variables of this process
     * @return empty if nobody wants to be told
     */
    public static Optional<ServiceManager> of(Map<String, String> environment) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        Sender sender = NativeCalls.library()
                .<Sender>map(library -> lines ->
                        library.sendToSocket(socket, String.join("\n", lines).getBytes(StandardCharsets.UTF_8)))
                .orElse(ServiceManager::sendByProgram);
        return Optional.of(new ServiceManager(sender, watchdog(environment)));
    }

    /** How often a sign of life is due; none if it is meant for another process, or is no time at all. */
    private static Optional<Duration> watchdog(Map<String, String> environment) {
        String process = environment.getOrDefault("WATCHDOG_PID", own());
        String microseconds = environment.getOrDefault("WATCHDOG_USEC", "");
        return process.equals(own()) && microseconds.matches("[1-9][0-9]{3,17}")
                ? Optional.of(Duration.ofMillis(Long.parseLong(microseconds) / 1000))
                : Optional.empty();
    }

    /**
     * How much time may pass between two signs of life before the manager takes this process for dead.
     *
     * @return at least a millisecond; empty if it does not watch
     */
    public Optional<Duration> watchdog() {
        return watchdog;
    }

    /**
     * The service can be used from now on.
     *
     * @param status how it is doing, in words
     */
    public void ready(String status) {
        // With the number of this process, since with --daemon it is not the one that the manager has started.
        send(List.of("READY=1", "MAINPID=" + own(), status(status)));
    }

    /**
     * The service lives, and how it is doing.
     *
     * @param status in words
     */
    public void alive(String status) {
        send(watchdog.isPresent() ? List.of("WATCHDOG=1", status(status)) : List.of(status(status)));
    }

    /** The service lives, and there is nothing new. Tells nobody but a watchdog. */
    public void alive() {
        if (watchdog.isPresent()) {
            send(List.of("WATCHDOG=1"));
        }
    }

    /** The service begins to stop. */
    public void stopping() {
        send(List.of("STOPPING=1", status("Shutting down")));
    }

    private static String own() {
        return Long.toString(ProcessHandle.current().pid());
    }

    /** A line break would begin another message. */
    private static String status(String text) {
        return "STATUS=" + text.replaceAll("\\p{Cntrl}", "?");
    }

    private void send(List<String> lines) {
        try {
            sender.send(lines);
        } catch (OsException unheard) {
            LOG.log(
                    warned.getAndSet(true) ? Level.DEBUG : Level.WARNING,
                    "Cannot tell the service manager (NOTIFY_SOCKET): {0}",
                    unheard.getMessage());
        }
    }

    /** It reads the variable by itself. */
    private static void sendByProgram(List<String> lines) throws OsException {
        List<String> command = new ArrayList<>(List.of("systemd-notify"));
        command.addAll(lines);
        try {
            Process program = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            program.getOutputStream().close();
            if (!program.waitFor(PROGRAM_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                program.destroyForcibly();
                throw new OsException("systemd-notify does not end");
            }
            if (program.exitValue() != 0) {
                throw new OsException("systemd-notify failed with status " + program.exitValue());
            }
        } catch (IOException absent) {
            throw new OsException("that takes Java 22 or newer, or the program systemd-notify");
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new OsException("interrupted");
        }
    }
}
