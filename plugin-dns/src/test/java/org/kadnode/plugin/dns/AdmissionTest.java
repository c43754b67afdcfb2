package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final InetAddress ASKER = Desk.address("192.0.2.1");
    private static final InetAddress OTHER = Desk.address("192.0.2.2");
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void noMoreEnterThanThereArePlaces() {
        Admission admission = new Admission(300);

        assertEquals(300, entered(admission, HERE));
        assertFalse(admission.enter(OTHER));
        assertEquals("300 (max 300)", admission.toString());

        admission.leave(HERE);
        assertTrue(admission.enter(OTHER));
        assertFalse(admission.enter(HERE));
    }

    @Test
    void oneAskerDoesNotTakeAllThePlaces() {
        Admission admission = new Admission(300);

        assertEquals(Admission.MOST_WAITING_PER_ASKER, entered(admission, ASKER));
        assertEquals(Admission.MOST_WAITING_PER_ASKER, admission.waiting());
        assertTrue(admission.enter(OTHER));

        admission.leave(ASKER);
        assertEquals(1, entered(admission, ASKER));
    }

    @Test
    void whoIsRejectedFreesNoPlaceThatAnotherHolds() throws Exception {
        Admission admission = new Admission(300);
        entered(admission, ASKER);

        List<Callable<Integer>> crowd = Collections.nCopies(
                8,
                () -> IntStream.range(0, 10_000)
                        .map(again -> admission.enter(ASKER) ? 1 : 0)
                        .sum());
        try (ExecutorService threads = Executors.newFixedThreadPool(crowd.size())) {
            for (Future<Integer> entered : threads.invokeAll(crowd)) {
                assertEquals(0, entered.get());
            }
        }
        assertEquals(Admission.MOST_WAITING_PER_ASKER, admission.waiting());
    }

    @Test
    void whoLeavesLeavesNothingBehind() {
        Admission admission = new Admission(300);
        for (int round = 0; round < 1000; round++) {
            assertTrue(admission.enter(ASKER));
            admission.leave(ASKER);
        }

        assertEquals(0, admission.waiting());
        assertEquals(Admission.MOST_WAITING_PER_ASKER, entered(admission, ASKER));
    }

    private static int entered(Admission admission, InetAddress asker) {
        int entered = 0;
        while (admission.enter(asker)) {
            entered++;
        }
        return entered;
    }
}
