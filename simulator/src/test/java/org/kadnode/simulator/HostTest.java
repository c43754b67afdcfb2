package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;

class HostTest {

    private static final long NEVER = Long.MAX_VALUE;

    private final SplittableRandom random = new SplittableRandom(1);
    private final World world =
            World.create(Runs.scenario("--nodes 2 --latency fixed:100"), Limits.DEFAULT, new Trace(), random);
    private final Addresses addresses = new Addresses();
    private final Endpoint own = addresses.next(Family.IPV4, random);
    private final Endpoint other = addresses.next(Family.IPV4, random);
    private final Endpoint otherV6 = addresses.next(Family.IPV6, random);
    private final List<Output> heard = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();

    @Test
    void wakesTheNodeWhenItWantsTo() {
        Host host = host((now, input, out) -> {
            inputs.add(now + " " + input);
            return now < 100 ? 100 : NEVER;
        });
        host.tell(5, new Input.AnnounceAll());
        drain();
        assertEquals(List.of("5 AnnounceAll[]", "100 Wake[]"), inputs);
    }

    @Test
    void forgetsAWakeUpThatIsNotWantedAnyMore() {
        Host host = host((now, input, out) -> {
            inputs.add(now + " " + input);
            return now == 5 ? 10 : now == 6 ? 40 : now == 7 ? 30 : NEVER;
        });
        for (int now = 5; now <= 7; now++) {
            host.tell(now, new Input.AnnounceAll());
        }
        drain();
        assertEquals(List.of("5 AnnounceAll[]", "6 AnnounceAll[]", "7 AnnounceAll[]", "30 Wake[]"), inputs);
    }

    @Test
    void handsOnDatagramsAndTellsTheRest() {
        Output joined = new Output.Joined(Family.IPV4);
        Host host = host((now, input, out) -> {
            inputs.add(now + " " + input.getClass().getSimpleName());
            if (now == 0) {
                out.accept(new Output.Send(Output.ANY_CHANNEL, own, ByteBuffer.allocate(3)));
                out.accept(joined);
            }
            return NEVER;
        });
        host.tell(0, new Input.Meet(own));
        drain();
        assertEquals(List.of("0 Meet", "50 Datagram"), inputs);
        assertEquals(List.of(joined), heard);
        assertTrue(world.checks().violations().isEmpty());
    }

    @Test
    void findsANodeThatSpeaksUncalled() {
        List<Consumer<? super Output>> kept = new ArrayList<>();
        Host host = host((now, input, out) -> {
            kept.add(out);
            return NEVER;
        });
        host.tell(0, new Input.AnnounceAll());
        kept.getFirst().accept(new Output.Joined(Family.IPV4));
        assertViolated("says Joined[family=IPV4] although it was not called");
        assertTrue(heard.isEmpty());
    }

    @Test
    void isSilentAfterItsClose() {
        Host host = host((now, input, out) -> {
            inputs.add(now + " " + input.getClass().getSimpleName());
            out.accept(new Output.Send(Output.ANY_CHANNEL, own, ByteBuffer.allocate(3)));
            return now + 10;
        });
        host.tell(0, new Input.AnnounceAll());
        host.close();
        drain();
        assertEquals(List.of("0 AnnounceAll"), inputs);
        assertEquals(1, world.network().traffic().unreached());
        assertFalse(host.isOpen());
    }

    @Test
    void findsANodeThatSpeaksInItsCloseByAnother() {
        List<Host> self = new ArrayList<>();
        Host host = host((now, input, out) -> {
            self.getFirst().close();
            out.accept(new Output.Joined(Family.IPV4));
            return NEVER;
        });
        self.add(host);
        host.tell(0, new Input.AnnounceAll());
        assertViolated("says Joined[family=IPV4] although it was not called");
    }

    @Test
    void findsANodeThatWantsToBeWokenWithoutEnd() {
        host((now, input, out) -> now < 3 ? now : NEVER).tell(0, new Input.AnnounceAll());
        drain();
        assertViolated("was woken and wants to be woken again at once");
    }

    @Test
    void findsAPacketThatIsTooLong() {
        host(sending(new Output.Send(Output.ANY_CHANNEL, other, ByteBuffer.allocate(1025))))
                .tell(0, new Input.AnnounceAll());
        assertViolated("sends 1025 bytes");
    }

    @Test
    void letsPacketsWithSignedItemsBeLonger() {
        host(sending(new Output.Send(Output.ANY_CHANNEL, other, signed(1340)))).tell(0, new Input.AnnounceAll());
        assertTrue(world.checks().violations().isEmpty());
    }

    @Test
    void findsAPacketThatIsTooLongForAnySignedItem() {
        host(sending(new Output.Send(Output.ANY_CHANNEL, other, signed(1341)))).tell(0, new Input.AnnounceAll());
        assertViolated("sends 1341 bytes");
    }

    private static ByteBuffer signed(int length) {
        return ByteBuffer.allocate(length).put(0, "d1:rd3:sig64:".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void isFoundWhereItHasMovedToAndNoMoreWhereItWas() {
        Endpoint home = addresses.next(Family.IPV4, random);
        Host host = host((now, input, out) -> {
            inputs.add(now + " " + input.getClass().getSimpleName());
            if (now == 0) {
                out.accept(new Output.Send(Output.ANY_CHANNEL, own, ByteBuffer.allocate(3)));
                out.accept(new Output.Send(Output.ANY_CHANNEL, home, ByteBuffer.allocate(3)));
            }
            return NEVER;
        });
        host.tell(0, new Input.AnnounceAll());
        host.move(10, List.of(home));
        drain();
        assertEquals(List.of("0 AnnounceAll", "50 Datagram"), inputs);
        assertEquals(1, world.network().traffic().unreached());
        assertEquals(List.of(home), host.endpoints());
    }

    @Test
    void findsAPacketForAFamilyThatTheNodeDoesNotHave() {
        host(sending(new Output.Send(Output.ANY_CHANNEL, otherV6, ByteBuffer.allocate(1))))
                .tell(0, new Input.AnnounceAll());
        assertViolated("has no channel for Send");
    }

    @Test
    void findsAPacketForAChannelThatTheNodeDoesNotHave() {
        host(sending(new Output.Send(1, other, ByteBuffer.allocate(1)))).tell(0, new Input.AnnounceAll());
        assertViolated("has no channel for Send");
    }

    private static Host.Machine sending(Output output) {
        return (now, input, out) -> {
            out.accept(output);
            return NEVER;
        };
    }

    private Host host(Host.Machine machine) {
        return new Host(world, List.of(own), machine, (now, host, output) -> heard.add(output));
    }

    private void drain() {
        EventQueue queue = world.queue();
        while (queue.nextTime() != NEVER) {
            long now = queue.nextTime();
            queue.take().happen(now);
        }
    }

    private void assertViolated(String what) {
        assertTrue(
                world.checks().violations().stream().anyMatch(violation -> violation.contains(what)),
                world.checks().violations()::toString);
    }
}
