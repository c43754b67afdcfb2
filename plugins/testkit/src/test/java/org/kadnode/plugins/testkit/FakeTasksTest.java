package org.kadnode.plugins.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.Tasks;

class FakeTasksTest {

    private final FakeNode node = new FakeNode();
    private final List<String> diary = Collections.synchronizedList(new ArrayList<>());

    @Test
    void laterTasksRunInTheOrderOfTheirTimes() {
        node.tasks().after("b", Duration.ofSeconds(2), () -> note("b"));
        node.tasks().after("a", Duration.ofSeconds(1), () -> note("a"));
        node.tasks().after("c", Duration.ofSeconds(2), () -> note("c"));
        node.tasks().after("d", Duration.ofSeconds(3), () -> note("d"));

        node.advance(Duration.ofSeconds(2));

        assertEquals(List.of("a at PT1S", "b at PT2S", "c at PT2S"), diary);
    }

    @Test
    void repeatedTaskRunsOncePerPeriodUntilCancelled() {
        Tasks.Handle handle = node.tasks().every("tick", Duration.ofSeconds(10), () -> note("tick"));

        node.advance(Duration.ofSeconds(25));
        handle.cancel();
        node.advance(Duration.ofMinutes(1));

        assertEquals(List.of("tick at PT10S", "tick at PT20S"), diary);
    }

    @Test
    void repeatedTaskGoesOnAfterAFailure() {
        node.tasks().every("tick", Duration.ofSeconds(10), () -> {
            note("tick");
            throw new IllegalStateException("broken");
        });

        node.advance(Duration.ofSeconds(20));

        assertEquals(2, diary.size());
        assertEquals("tick", node.failures().getFirst().name());
    }

    @Test
    void cancelledTaskNeverRuns() {
        node.tasks().after("a", Duration.ofSeconds(1), () -> note("a")).cancel();

        node.advance(Duration.ofSeconds(2));

        assertEquals(List.of(), diary);
    }

    @Test
    void taskThatWaitsForANameLetsTimePass() {
        CountDownLatch ended = new CountDownLatch(1);
        node.tasks().after("look-up", Duration.ofSeconds(1), () -> {
            try (Resolution resolution = node.resolve(Query.of("foo"))) {
                note("found " + resolution.await(Duration.ofSeconds(5)).size());
            }
            ended.countDown();
        });

        node.advance(Duration.ofSeconds(7));

        await(ended);
        assertEquals(1, diary.size());
        assertEquals("found 0", diary.getFirst().substring(0, 7));
    }

    @Test
    void closingInterruptsWhatRuns() {
        CountDownLatch ended = new CountDownLatch(1);
        node.tasks().start("loop", () -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.countDown();
            }
        });

        node.close();

        await(ended);
        assertEquals(List.of(), node.failures());
    }

    private void note(String what) {
        diary.add(what + " at " + node.tasks().now());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
