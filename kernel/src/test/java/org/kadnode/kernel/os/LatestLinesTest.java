package org.kadnode.kernel.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** What is kept of the log. */
class LatestLinesTest {

    private final LatestLines latest = new LatestLines();
    private final LogLines log = new LogLines(latest, false);

    @Test
    void linesHaveTheirLevelBesideTheText() {
        log.publish(new LogRecord(Level.WARNING, "a\nb"));
        log.publish(new LogRecord(Level.FINE, "detail"));
        log.publish(new LogRecord(Level.INFO, "c"));
        log.publish(new LogRecord(Level.SEVERE, "d"));

        assertEquals(List.of("a?b", "c", "d"), texts());
        assertEquals(
                List.of(System.Logger.Level.WARNING, System.Logger.Level.INFO, System.Logger.Level.ERROR),
                latest.all().stream().map(LogOutput.Line::level).toList());
    }

    @Test
    void onlyTheLatestAreKeptAndNoneIsLong() {
        for (int i = 0; i <= LatestLines.LINES; i++) {
            log.publish(new LogRecord(Level.INFO, "line " + i));
        }
        assertEquals(LatestLines.LINES, latest.all().size());
        assertEquals("line 1", texts().getFirst());

        log.publish(new LogRecord(Level.INFO, "x".repeat(LatestLines.LENGTH + 1)));
        assertEquals("x".repeat(LatestLines.LENGTH) + "…", texts().getLast());
    }

    private List<String> texts() {
        return latest.all().stream().map(LogOutput.Line::text).toList();
    }
}
