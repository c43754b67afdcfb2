package org.kadnode.kernel.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceManagerTest {
    private static final String PID = Long.toString(ProcessHandle.current().pid());

    private final List<List<String>> sent = new ArrayList<>();

    @Test
    void isToldNothingWhereThereIsNone() {
        assertTrue(ServiceManager.of(Map.of()).isEmpty());
        assertTrue(ServiceManager.of(Map.of("NOTIFY_SOCKET", "")).isEmpty());
    }

    @Test
    void hearsOfTheLifeOfTheService() {
        ServiceManager manager = new ServiceManager(sent::add, Optional.empty());
        manager.ready("well");
        manager.alive("better");
        manager.alive();
        manager.stopping();

        assertEquals(
                List.of(
                        List.of("READY=1", "MAINPID=" + PID, "STATUS=well"),
                        List.of("STATUS=better"),
                        List.of("STOPPING=1", "STATUS=Shutting down")),
                sent);
    }

    @Test
    void hearsSignsOfLifeIfItWatches() {
        ServiceManager manager = new ServiceManager(sent::add, Optional.of(Duration.ofSeconds(1)));
        manager.alive();
        manager.alive("well");

        assertEquals(List.of(List.of("WATCHDOG=1"), List.of("WATCHDOG=1", "STATUS=well")), sent);
    }

    @Test
    void aLineBreakInTheStatusBeginsNoOtherMessage() {
        new ServiceManager(sent::add, Optional.empty()).alive("well\nSTOPPING=1");

        assertEquals(List.of(List.of("STATUS=well?STOPPING=1")), sent);
    }

    @Test
    void oneThatDoesNotListenIsNoReasonToFail() {
        List<List<String>> tried = new ArrayList<>();
        ServiceManager manager = new ServiceManager(
                lines -> {
                    tried.add(lines);
                    throw new OsException("nobody there");
                },
                Optional.empty());
        manager.ready("well");
        manager.stopping();

        assertEquals(2, tried.size());
    }

    @Test
    void watchesTheProcessThatItNamesEveryFewMicroseconds() {
        assertEquals(
                Optional.of(Duration.ofSeconds(3)),
                watchdog(Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", PID)));
        assertEquals(
                Optional.of(Duration.ofSeconds(3)),
                watchdog(Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", "3000000")));
        assertEquals(
                Optional.empty(),
                watchdog(Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "999", "-5", "soon", "99999999999999999999"})
    void doesNotWatchWithoutASensibleTime(String microseconds) {
        assertEquals(Optional.empty(), watchdog(Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", microseconds)));
    }

    private static Optional<Duration> watchdog(Map<String, String> environment) {
        return ServiceManager.of(environment).orElseThrow().watchdog();
    }
}
