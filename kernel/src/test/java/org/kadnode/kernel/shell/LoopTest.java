package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.NodeConfig;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopTest {

    private Loop loop;

    @BeforeEach
    void start() throws IOException {
        UdpPorts ports = UdpPorts.open(Set.of(Family.IPV4), 0, Optional.empty());
        Random random = new Random(1);
        NodeConfig config =
                new NodeConfig(Id.random(random), Set.of(Family.IPV4), ports.number(), true, Limits.DEFAULT);
        loop = new Loop(new Node(config, random), ports, new NodeClock(), new Deaf(), new Tally());
        loop.start();
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aQuestionThatThrowsFailsWhoeverAskedIt() {
        IllegalStateException planned = new IllegalStateException("as planned");

        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> loop.ask(turn -> {
                    throw planned;
                }));

        assertSame(planned, failure.getCause());
        assertEquals("still there", loop.ask(turn -> "still there"));
    }

    @Test
    void anErrorEndsTheLoopAndLeavesNobodyWaiting() {
        AssertionError planned = new AssertionError("as planned");

        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> loop.ask(turn -> {
                    throw planned;
                }));

        assertSame(planned, failure.getCause());
        assertSame(
                planned,
                assertThrows(ExecutionException.class, () -> loop.end().get()).getCause());
        assertEquals(
                KadNodeException.Kind.CLOSED,
                assertThrows(KadNodeException.class, () -> loop.ask(turn -> "too late"))
                        .kind());
    }

    @Test
    void aFollowUpThatThrowsCostsItselfOnly() {
        loop.followUp(turn -> {
            throw new IllegalStateException("as planned");
        });

        assertEquals("still there", loop.ask(turn -> "still there"));
    }

    @Test
    void aNodeThatFailsWhenWokenIsLeftAloneForAWhile() {
        assertEquals(5000 + Loop.PAUSE_AFTER_FAULT, Loop.wakeAfterFault(new Input.Wake(), 5000, 4990));
    }

    @Test
    void aNodeThatFailsAtAnythingElseIsWokenNoLaterThanItWished() {
        Input other = new Input.Release(1);

        assertEquals(4990, Loop.wakeAfterFault(other, 5000, 4990));
        assertEquals(5000 + Loop.PAUSE_AFTER_FAULT, Loop.wakeAfterFault(other, 5000, Long.MAX_VALUE));
    }

    private static final class Deaf implements Loop.Audience {
        @Override
        public void accept(Output output) {}

        @Override
        public void end() {}
    }
}
