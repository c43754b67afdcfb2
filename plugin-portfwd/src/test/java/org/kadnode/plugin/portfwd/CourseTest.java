package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is asked of a gateway in virtual time. */
class CourseTest {

    private static final InsidePort DHT = new InsidePort(Transport.UDP, 6881);
    private static final InsidePort WEB = new InsidePort(Transport.TCP, 80);
    private static final Duration LIFETIME = Duration.ofMinutes(32);
    private static final Course.Habits HABITS =
            new Course.Habits(List.of(Protocol.values()), LIFETIME, Duration.ofMinutes(30), Duration.ofMinutes(1));

    private Duration now = Duration.ofSeconds(1000);
    private final Course course = new Course(now, HABITS, new Random(1));

    /** When the gateway started, as it says. */
    private Duration bootedAt = Duration.ZERO;

    @Test
    void protocolsAreTriedInTheirOrder() {
        course.want(now, List.of(DHT));

        assertEquals(
                List.of(Protocol.PCP, Protocol.NAT_PMP, Protocol.UPNP),
                run(request -> new Answer.Unusable("no answer")).stream()
                        .map(Request::protocol)
                        .toList());
        assertEquals(Optional.of("PCP: no answer, NAT-PMP: no answer, UPnP: no answer"), course.failure());
        assertEquals(Optional.empty(), course.speaking());
    }

    @Test
    void aSearchInVainIsRepeatedEverMoreRarely() {
        course.want(now, List.of(DHT));
        List<Long> searches = new ArrayList<>();
        for (int second = 0; second < 4 * 3600; second++) {
            if (!run(request -> new Answer.Unusable("no answer")).isEmpty()) {
                searches.add(now.toSeconds() - 1000);
            }
            pass(1);
        }

        assertEquals(
                List.of(0L, 30L, 90L, 210L, 450L, 930L, 1890L, 3690L, 5490L, 7290L, 9090L, 10890L, 12690L), searches);
    }

    @Test
    void theFirstProtocolThatAnswersIsSpoken() {
        course.want(now, List.of(DHT, WEB));
        List<Request> asked = run(
                request -> request.protocol() == Protocol.PCP ? new Answer.Unusable("not offered") : granting(request));

        assertEquals(Optional.of(Protocol.NAT_PMP), course.speaking());
        assertEquals(Optional.empty(), course.failure());
        assertEquals(
                List.of(DHT, WEB),
                opens(asked).stream().map(Request.Open::inside).toList());
        assertEquals(OptionalInt.of(6881), course.outsidePort(DHT));
        assertEquals(OptionalInt.of(80), course.outsidePort(WEB));
    }

    @Test
    void pcpIsAskedAgainAfterHalfOfTheLifetimeWithTheSameNonce() {
        course.want(now, List.of(DHT));
        Request.Open first = opens(run(this::granting)).getFirst();
        Duration begun = now;
        Request.Open second = nextOpen();

        long waited = now.minus(begun).toSeconds();
        assertEquals(Math.clamp(waited, 16 * 60, 20 * 60 + 1), waited);
        assertEquals(first, second);
    }

    @Test
    void othersAreAskedAgainEveryThirtyMinutes() {
        course.want(now, List.of(DHT));
        run(request -> request.protocol() == Protocol.PCP ? new Answer.Unusable("not offered") : granting(request));
        Duration begun = now;
        nextOpen();

        assertEquals(Duration.ofMinutes(30), now.minus(begun));
    }

    @Test
    void aShortLifetimeIsRenewedAtItsHalf() {
        course.want(now, List.of(DHT));
        run(request -> {
            if (request.protocol() == Protocol.PCP) {
                return new Answer.Unusable("not offered");
            }
            return request instanceof Request.Open
                    ? new Answer.Opened(epoch(), 6881, Duration.ofMinutes(2), Optional.empty())
                    : granting(request);
        });
        Duration begun = now;
        nextOpen();

        assertEquals(Duration.ofMinutes(1), now.minus(begun));
    }

    @Test
    void anotherPortThanTheWishedOneIsKept() {
        course.want(now, List.of(DHT));
        run(request -> request instanceof Request.Open
                ? new Answer.Opened(epoch(), 40000, LIFETIME, Optional.of(Net.address("192.0.2.1")))
                : granting(request));

        assertEquals(OptionalInt.of(40000), course.outsidePort(DHT));
        assertEquals(Optional.of(Net.address("192.0.2.1")), course.outside());
        assertEquals(40000, nextOpen().wish());
    }

    @Test
    void aGatewayThatHasStartedAnewIsAskedForAllPortsAtOnce() {
        course.want(now, List.of(DHT, WEB));
        run(this::granting);
        pass(61);
        assertEquals(List.of(), opens(run(this::granting)), "only a probe");

        pass(30);
        bootedAt = now;
        pass(31);

        assertEquals(
                List.of(DHT, WEB),
                opens(run(this::granting)).stream().map(Request.Open::inside).toList());
    }

    @Test
    void aGatewayThatSaysToHaveForgottenIsAskedForAllPortsAtOnce() {
        course.want(now, List.of(DHT));
        run(this::granting);
        pass(61);

        assertEquals(
                1,
                opens(run(request -> request instanceof Request.Probe
                                ? new Answer.Alive(OptionalLong.empty(), Optional.empty(), true)
                                : granting(request)))
                        .size());
        assertEquals(OptionalInt.of(6881), course.outsidePort(DHT));
    }

    @Test
    void aClockThatTellsNonsenseDoesNotMakeUsAskWithoutEnd() {
        Random nonsense = new Random(5);
        course.want(now, List.of(DHT, WEB));
        int requests = 0;
        for (int second = 0; second < 600; second++) {
            requests += run(request -> {
                        OptionalLong epoch = OptionalLong.of(nonsense.nextLong(0xffffffffL));
                        return request instanceof Request.Open open
                                ? new Answer.Opened(epoch, open.wish(), Duration.ofSeconds(1), Optional.empty())
                                : new Answer.Alive(epoch, Optional.empty(), true);
                    })
                    .size();
            pass(1);
        }

        assertTrue(requests < 600, requests + " requests");
    }

    @Test
    void portsThatAreLostAndNotGivenAgainAreNotForwarded() {
        course.want(now, List.of(DHT));
        run(this::granting);
        pass(61);
        run(request -> request instanceof Request.Probe
                ? new Answer.Alive(OptionalLong.empty(), Optional.empty(), true)
                : new Answer.Refused(OptionalLong.empty(), "no resources", Duration.ZERO));
        assertEquals(OptionalInt.of(6881), course.outsidePort(DHT));

        pass(20);
        run(this::granting);
        assertEquals(OptionalInt.empty(), course.outsidePort(DHT));
        assertEquals(Optional.of("no resources"), course.mappings().getFirst().trouble());
    }

    @Test
    void aPortThatIsWantedNoLongerIsClosedOnce() {
        course.want(now, List.of(DHT, WEB));
        Request.Open web = opens(run(this::granting)).getLast();

        course.want(now, List.of(DHT));

        assertEquals(List.of(new Request.Close(Protocol.PCP, WEB, 80, web.nonce())), run(this::granting));
        assertEquals(List.of(), run(this::granting));
        assertEquals(1, course.mappings().size());
    }

    @Test
    void aPortThatWasNeverOpenIsNotClosed() {
        course.want(now, List.of(DHT, WEB));
        run(request -> request instanceof Request.Open open && open.inside().equals(WEB)
                ? new Answer.Refused(epoch(), "not authorized", Duration.ZERO)
                : granting(request));

        course.want(now, List.of(DHT));

        assertEquals(List.of(), run(this::granting));
    }

    @Test
    void aRefusedPortIsAskedForAgainWhenTheGatewayWishes() {
        course.want(now, List.of(DHT, WEB));
        run(request -> request instanceof Request.Open open && open.inside().equals(WEB)
                ? new Answer.Refused(epoch(), "not authorized", Duration.ofMinutes(5))
                : granting(request));
        assertEquals(Optional.of("not authorized"), course.mappings().getLast().trouble());

        Duration begun = now;
        assertEquals(WEB, nextOpen().inside());
        assertEquals(Duration.ofMinutes(5), now.minus(begun));
        assertEquals(Optional.empty(), course.mappings().getLast().trouble());
    }

    @Test
    void aProtocolByWhichAllIsRefusedIsNotUsed() {
        course.want(now, List.of(DHT, WEB));
        run(request -> request.protocol() == Protocol.PCP && request instanceof Request.Open
                ? new Answer.Refused(epoch(), "not authorized", Duration.ofMinutes(5))
                : granting(request));

        assertEquals(Optional.of(Protocol.NAT_PMP), course.speaking());
        assertEquals(OptionalInt.of(6881), course.outsidePort(DHT));
    }

    @Test
    void aProtocolThatHasGrantedNothingIsLeftAtTheFirstSilence() {
        course.want(now, List.of(DHT, WEB));
        run(request -> request.protocol() == Protocol.PCP && request instanceof Request.Open
                ? new Answer.Unusable("answers make no sense")
                : granting(request));

        assertEquals(Optional.of(Protocol.NAT_PMP), course.speaking());
        assertEquals(OptionalInt.of(6881), course.outsidePort(DHT));
    }

    @Test
    void aGatewayThatFallsSilentIsSearchedAgainAndItsPortsExpire() {
        course.want(now, List.of(DHT));
        run(this::granting);
        for (int second = 0; second < 60 * 31; second++) {
            run(request -> new Answer.Unusable("no answer"));
            assertEquals(OptionalInt.of(6881), course.outsidePort(DHT));
            pass(1);
        }
        assertEquals(Optional.empty(), course.speaking());

        pass(61);
        run(request -> new Answer.Unusable("no answer"));
        assertEquals(OptionalInt.empty(), course.outsidePort(DHT));

        pass(1800);
        run(this::granting);
        assertEquals(OptionalInt.of(6881), course.outsidePort(DHT));
    }

    @Test
    void oneLostAnswerIsNoReasonToSearch() {
        course.want(now, List.of(DHT));
        run(this::granting);
        pass(61);
        run(request -> new Answer.Unusable("no answer"));

        assertEquals(Optional.of(Protocol.PCP), course.speaking());
        pass(31);
        assertEquals(1, run(this::granting).size());
    }

    @Test
    void whatIsOpenOrMayBeIsClosedAtTheEnd() {
        course.want(now, List.of(DHT, WEB));
        while (course.outsidePort(DHT).isEmpty()) {
            Request request = course.next(now).orElseThrow();
            course.answered(now, request, granting(request));
        }
        assertTrue(course.next(now).orElseThrow() instanceof Request.Open);

        assertEquals(
                List.of(DHT, WEB),
                course.open().stream().map(Request.Close::inside).toList());
    }

    @Test
    void withoutProtocolsNothingIsAsked() {
        Course idle =
                new Course(now, new Course.Habits(List.of(), LIFETIME, LIFETIME, Duration.ofMinutes(1)), new Random(1));
        idle.want(now, List.of(DHT));

        assertEquals(Optional.empty(), idle.next(now));
    }

    @Test
    void portsAreBounded() {
        List<InsidePort> many = new ArrayList<>();
        for (int port = 1; port <= 1000; port++) {
            many.add(new InsidePort(Transport.UDP, port));
        }
        course.want(now, many);

        assertEquals(Course.MOST_PORTS, course.mappings().size());
    }

    /** Whatever a gateway answers, in whatever time: requests are bounded, and no port counts as open after its end. */
    @Property(tries = 500)
    void requestsAreBounded(
            @ForAll List<@IntRange(max = 5) Integer> answers, @ForAll @IntRange(min = 1, max = 900) int pause) {
        Course any = new Course(now, HABITS, new Random(3));
        any.want(now, List.of(DHT, WEB));
        Duration begin = now;
        int requests = 0;
        for (int i = 0; i < answers.size(); i++) {
            int kind = answers.get(i);
            Optional<Request> request = any.next(now);
            if (request.isPresent()) {
                requests++;
                any.answered(now, request.get(), answer(kind, request.get()));
            }
            if (kind == 5) {
                pass(pause);
            }
        }
        long passed = now.minus(begin).toSeconds();
        assertTrue(requests <= answers.size());
        for (int i = 0; i < 100; i++) {
            any.next(now).ifPresent(request -> any.answered(now, request, new Answer.Unusable("no answer")));
        }
        assertFalse(any.next(now).isPresent(), () -> "still asks after " + passed + " s");
        pass(25 * 3600);
        any.next(now);
        assertTrue(any.mappings().stream().allMatch(each -> each.outside().isEmpty()));
    }

    private Answer answer(int kind, Request request) {
        return switch (kind) {
            case 0 -> new Answer.Unusable("no answer");
            case 1 -> new Answer.Refused(OptionalLong.of(7), "no", Duration.ofSeconds(Long.MAX_VALUE / 4));
            case 2 -> new Answer.Alive(OptionalLong.of(0xffffffffL), Optional.empty(), true);
            case 3 ->
                request instanceof Request.Open
                        ? new Answer.Opened(OptionalLong.of(3), 1, Duration.ofSeconds(0xffffffffL), Optional.empty())
                        : new Answer.Closed();
            default -> granting(request);
        };
    }

    private Answer granting(Request request) {
        return switch (request) {
            case Request.Probe probe -> new Answer.Alive(epoch(), Optional.empty(), false);
            case Request.Open open -> new Answer.Opened(epoch(), open.wish(), open.lifetime(), Optional.empty());
            case Request.Close close -> new Answer.Closed();
        };
    }

    private OptionalLong epoch() {
        return OptionalLong.of(now.minus(bootedAt).toSeconds());
    }

    /** Answers all that is asked now. */
    private List<Request> run(Function<Request, Answer> gateway) {
        List<Request> asked = new ArrayList<>();
        for (Optional<Request> next = course.next(now); next.isPresent(); next = course.next(now)) {
            asked.add(next.get());
            course.answered(now, next.get(), gateway.apply(next.get()));
            assertTrue(asked.size() < 100, "asks for ever");
        }
        return asked;
    }

    /** Lets time pass until a port is asked for again. */
    private Request.Open nextOpen() {
        for (int second = 0; second < 3600; second++) {
            List<Request.Open> opened = opens(run(this::granting));
            if (!opened.isEmpty()) {
                return opened.getFirst();
            }
            pass(1);
        }
        throw new AssertionError("not asked for again");
    }

    private static List<Request.Open> opens(List<Request> requests) {
        return requests.stream()
                .filter(Request.Open.class::isInstance)
                .map(Request.Open.class::cast)
                .toList();
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }
}
