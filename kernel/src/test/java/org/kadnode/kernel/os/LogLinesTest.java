package org.kadnode.kernel.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final List<String> lines = new ArrayList<>();
    private final LogLines compact = new LogLines((severity, line) -> lines.add(line), false);
    private final LogLines detailed = new LogLines((severity, line) -> lines.add(line), true);

    @Test
    void looksAsInKadNode1() {
        compact.publish(message(0, Level.SEVERE, "broken"));
        compact.publish(message(0, Level.WARNING, "odd"));
        compact.publish(message(0, Level.INFO, "news"));
        compact.publish(message(0, Level.FINE, "detail"));

        assertEquals(List.of("(E) broken", "(W) odd", "(I) news", "(D) detail"), lines);
    }

    @Test
    void detailsAreTimeAndSource() {
        detailed.publish(message(0, Level.INFO, "news"));

        assertTrue(lines.getFirst().matches("\\d\\d:\\d\\d:00\\.000 \\(I\\) Loop: news"), lines.getFirst());
    }

    @Test
    void numbersAreNotGroupedUnlessThePatternSaysHow() {
        LogRecord bound = message(0, Level.INFO, "port {0} of {1}, {2,number,000000} and {2,number,#}");
        bound.setParameters(new Object[] {6881, "dht", 1700});
        compact.publish(bound);

        assertEquals(List.of("(I) port 6881 of dht, 001700 and 1700"), lines);
    }

    @Test
    void aMessageThatIsNoPatternIsShownWithItsParameters() {
        LogRecord odd = message(0, Level.INFO, "odd {x");
        odd.setParameters(new Object[] {1});
        compact.publish(odd);

        assertEquals(List.of("(I) odd {x [1]"), lines);
    }

    @Test
    void aHostileNameCannotStartALineOrSteerATerminal() {
        LogRecord found = message(0, Level.INFO, "found {0}");
        found.setParameters(new Object[] {"a\n(E) forged\u001b[2J\u0085"});
        compact.publish(found);

        assertEquals(List.of("(I) found a?(E) forged?[2J?"), lines);
    }

    @Test
    void repeatsAreFoldedUntilSomethingElseHappens() {
        for (int second = 0; second < 5; second++) {
            compact.publish(message(second, Level.WARNING, "again"));
        }
        compact.publish(message(5, Level.WARNING, "else"));
        compact.publish(message(6, Level.WARNING, "else"));
        compact.close();

        assertEquals(
                List.of("(W) again", "(W) Last message repeated 4 times", "(W) else", "(W) Last message repeated once"),
                lines);
    }

    @Test
    void repeatsAreToldOnceAMinute() {
        for (int second = 0; second <= 150; second++) {
            compact.publish(message(second, Level.WARNING, "again"));
        }

        assertEquals(
                List.of("(W) again", "(W) Last message repeated 61 times", "(W) Last message repeated 61 times"),
                lines);
    }

    @Test
    void theSameTextWithAnotherUrgencyIsNoRepeat() {
        compact.publish(message(0, Level.WARNING, "again"));
        compact.publish(message(0, Level.SEVERE, "again"));

        assertEquals(List.of("(W) again", "(E) again"), lines);
    }

    @Test
    void aFailureIsOneLineUnlessDetailsAreWanted() {
        LogRecord failed = message(0, Level.WARNING, "failed");
        failed.setThrown(new IllegalStateException("cause"));
        compact.publish(failed);
        detailed.publish(failed);

        assertEquals("(W) failed: java.lang.IllegalStateException: cause", lines.getFirst());
        assertTrue(lines.getLast().contains("\tat "), lines.getLast());
    }

    private static LogRecord message(int second, Level level, String text) {
        LogRecord message = new LogRecord(level, text);
        message.setLoggerName("org.kadnode.kernel.shell.Loop");
        message.setInstant(START.plusSeconds(second));
        return message;
    }
}
