package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.testkit.FakeNode;

class ChoiceTest {

    /** Draws that are never the one for exploring. */
    private static final RandomGenerator STEADY = () -> -1L;

    /** Draws that always are. */
    private static final RandomGenerator CURIOUS = () -> 0L;

    private final FakeNode node = new FakeNode();
    private final Server near = server("192.0.2.1", 10);
    private final Server far = server("192.0.2.2", 200);
    private final Server unknown = server("192.0.2.3");

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void fastestComesFirstAndTheUnknownBetween() {
        Choice choice = choose(Duration.ZERO, STEADY, far, unknown, near);

        assertEquals(List.of(near, unknown, far), choice.awake());
        assertEquals(Optional.empty(), choice.alongside());
    }

    @Test
    void equalsStayInTheOrderGiven() {
        Server another = server("192.0.2.4");

        assertEquals(
                List.of(unknown, another),
                choose(Duration.ZERO, STEADY, unknown, another).awake());
        assertEquals(
                List.of(another, unknown),
                choose(Duration.ZERO, STEADY, another, unknown).awake());
    }

    @Test
    void othersAreTriedNowAndThenBesideTheFastest() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int explored = 0;
        for (int question = 0; question < 10_000; question++) {
            Choice choice = choose(Duration.ZERO, random, near, far);
            assertEquals(near, choice.awake().getFirst());
            explored += choice.alongside().filter(far::equals).isPresent() ? 1 : 0;
        }

        assertTrue(explored > 150 && explored < 500, explored + " of 10,000, seed " + seed);
        assertEquals(Optional.empty(), choose(Duration.ZERO, CURIOUS, near).alongside());
    }

    @Test
    void restingIsLeftAloneAndThenProbedByASingleQuestion() {
        rest(near);

        Choice during = choose(Duration.ofMillis(1999), STEADY, near, far);
        assertEquals(List.of(far), during.awake());
        assertEquals(Optional.empty(), during.alongside());
        assertEquals(List.of(near), during.resting());

        Choice after = choose(Duration.ofSeconds(2), STEADY, near, far);
        assertEquals(List.of(far), after.awake());
        assertEquals(Optional.of(near), after.alongside());
        assertEquals(List.of(), after.resting());

        assertEquals(
                Optional.empty(),
                choose(Duration.ofSeconds(2), STEADY, near, far).alongside());
    }

    @Test
    void allAreTriedWhenAllRest() {
        rest(near);
        rest(far);

        Choice choice = choose(Duration.ZERO, STEADY, far, near);

        assertEquals(List.of(near, far), choice.awake());
        assertEquals(List.of(), choice.resting());
    }

    private static Choice choose(Duration now, RandomGenerator random, Server... servers) {
        return Choice.among(List.of(servers), now, random);
    }

    private static void rest(Server server) {
        for (int count = 0; count < Health.MOST_UNANSWERED; count++) {
            server.health().unanswered(Duration.ZERO);
        }
    }

    private Server server(String address, long... roundTrips) {
        Health health = new Health(Timings.standard());
        for (long millis : roundTrips) {
            health.answered(Duration.ofMillis(millis));
        }
        Exchange never = (question, deadline) -> new Outcome.TimedOut();
        return new Server(Upstream.parse(address), never, health, new Tally(), Timings.standard(), node.tasks());
    }
}
