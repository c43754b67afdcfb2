package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.Output.Progress;
import org.kadnode.plugins.Resolution.State;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.ResolvedAddress.Proof;

class LiveResolutionTest {

    private static final ResolvedAddress FIRST = address(1);
    private static final ResolvedAddress SECOND = address(2);

    private final List<LiveResolution> given = new ArrayList<>();
    private long now = 1000;
    private final LiveResolution resolution = new LiveResolution(7, true, () -> now, ticket -> List.of(), given::add);

    @Test
    void nextHandsOutEachAddressOnce() throws InterruptedException {
        resolution.add(FIRST);
        resolution.add(SECOND);

        assertEquals(Optional.of(FIRST), resolution.next(Duration.ZERO));
        assertEquals(Optional.of(SECOND), resolution.next(Duration.ZERO));
        assertEquals(Optional.empty(), resolution.next(Duration.ZERO));
    }

    @Test
    void whoWaitsForTheFirstAddressSeesAllThatCameWithIt() {
        CompletableFuture<List<ResolvedAddress>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return resolution.await(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        resolution.together(List.of(() -> resolution.add(FIRST), Thread::yield, () -> resolution.add(SECOND)));

        assertEquals(List.of(FIRST, SECOND), waiting.join());
    }

    @Test
    void awaitGivesAllThatIsKnown() throws InterruptedException {
        resolution.add(FIRST);
        resolution.add(SECOND);

        assertEquals(List.of(FIRST, SECOND), resolution.await(Duration.ZERO));
        assertEquals(List.of(FIRST, SECOND), resolution.await(Duration.ZERO));
    }

    @Test
    void trustRunsOutWhileAnAddressWaitsToBeHandedOut() throws InterruptedException {
        resolution.add(FIRST);
        now += 50_000;
        resolution.add(SECOND);
        now += 20_000;

        assertEquals(
                Duration.ofSeconds(10),
                resolution.next(Duration.ZERO).orElseThrow().trust());
        now += 20_000;
        assertEquals(
                List.of(Duration.ZERO, Duration.ofSeconds(40)),
                resolution.await(Duration.ZERO).stream()
                        .map(ResolvedAddress::trust)
                        .toList());
    }

    @Test
    void whoeverWaitsGetsTheFirstAddressWhenItComes() throws Exception {
        CompletableFuture<List<ResolvedAddress>> answer = waiting();

        resolution.progress(Progress.NOT_JOINED);
        resolution.add(FIRST);

        assertEquals(List.of(FIRST), answer.get());
    }

    @Test
    void whoeverWaitsIsToldWhenTheSearchEndsWithoutAnAddress() throws Exception {
        CompletableFuture<List<ResolvedAddress>> answer = waiting();

        resolution.progress(Progress.ENDED);

        assertEquals(List.of(), answer.get());
        assertEquals(State.ENDED, resolution.state());
    }

    @Test
    void closingEndsTheWaitAndIsToldOnce() throws Exception {
        CompletableFuture<List<ResolvedAddress>> answer = waiting();

        resolution.close();
        resolution.close();

        assertEquals(List.of(), answer.get());
        assertEquals(List.of(resolution), given);
        assertEquals(State.ENDED, resolution.state());
    }

    @Test
    void theStateFollowsTheSearch() {
        resolution.progress(Progress.NOT_JOINED);
        assertEquals(State.NOT_JOINED, resolution.state());
        resolution.progress(Progress.RUNNING);
        assertEquals(State.SEARCHING, resolution.state());
    }

    @Test
    void nameIsUnverifiedAsTold() {
        assertFalse(resolution.unverified());
        resolution.unverified(true);
        assertTrue(resolution.unverified());
        resolution.unverified(false);
        assertFalse(resolution.unverified());
    }

    @Test
    void thereIsABoundOnTheAddresses() throws InterruptedException {
        for (int i = 0; i <= LiveResolution.MOST_ADDRESSES; i++) {
            resolution.add(address(i + 1));
        }

        assertTrue(resolution.await(Duration.ZERO).size() == LiveResolution.MOST_ADDRESSES);
    }

    private CompletableFuture<List<ResolvedAddress>> waiting() {
        CompletableFuture<List<ResolvedAddress>> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(resolution.await(Eventually.PATIENCE));
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static ResolvedAddress address(int port) {
        return new ResolvedAddress(new InetSocketAddress("192.0.2.1", port), Proof.NONE, Duration.ofSeconds(80));
    }
}
