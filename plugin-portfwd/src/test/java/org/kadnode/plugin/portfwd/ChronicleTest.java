package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Family;

/** The log hears of each thing once. */
class ChronicleTest {

    private static final Logger LOG = Logger.getLogger(Chronicle.class.getName());
    private static final Gateway GATEWAY = new Gateway(Net.address("192.168.77.1"), Net.address("192.168.77.10"));
    private static final Duration LIFETIME = Duration.ofMinutes(32);

    private final List<String> news = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            news.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Duration now = Duration.ofSeconds(1000);
    private final Chronicle chronicle = new Chronicle(Family.IPV4);
    private final Course course = new Course(
            now,
            new Course.Habits(List.of(Protocol.NAT_PMP), LIFETIME, Duration.ofMinutes(30), Duration.ofMinutes(1)),
            new Random(1));

    @BeforeEach
    void listen() {
        LOG.addHandler(listener);
        course.want(now, List.of(new InsidePort(Transport.UDP, 6881)));
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(listener);
    }

    @Test
    void thatThereIsNoGatewayIsToldOnce() {
        chronicle.gateway(Optional.empty());
        chronicle.gateway(Optional.empty());
        assertEquals(List.of("Port forwarding (IPv4): no gateway"), news);

        chronicle.gateway(Optional.of(GATEWAY));
        chronicle.gateway(Optional.empty());
        assertEquals(2, news.size());
    }

    @Test
    void whereAPortIsReachedIsToldOnce() {
        chronicle.gateway(Optional.of(GATEWAY));
        day(request -> granting(request, "203.0.113.7"));

        assertEquals(List.of("Port forwarding (IPv4): UDP 6881 is reached at 203.0.113.7:6881"), news);
    }

    @Test
    void anotherAddressOutsideIsToldAgain() {
        chronicle.gateway(Optional.of(GATEWAY));
        day(request -> granting(request, "203.0.113.7"));
        day(request -> granting(request, "203.0.113.8"));

        assertEquals("Port forwarding (IPv4): UDP 6881 is reached at 203.0.113.8:6881", news.getLast());
        assertEquals(2, news.size());
    }

    @Test
    void aRouterBeforeTheRouterIsToldOnce() {
        chronicle.gateway(Optional.of(GATEWAY));
        day(request -> granting(request, "100.64.7.7"));

        assertEquals(
                List.of(
                        "Port forwarding (IPv4): gateway 192.168.77.1 has the address 100.64.7.7, which is not public:"
                                + " there is another router before it",
                        "Port forwarding (IPv4): UDP 6881 is reached at 100.64.7.7:6881"),
                news);
    }

    @Test
    void thatNothingIsForwardedIsToldOnce() {
        chronicle.gateway(Optional.of(GATEWAY));
        day(request -> new Answer.Unusable("no answer"));
        day(request -> new Answer.Unusable("not offered"));

        assertEquals(
                List.of(
                        "Port forwarding (IPv4): gateway 192.168.77.1 forwards nothing (NAT-PMP: no answer); it is asked"
                                + " again from time to time"),
                news);
    }

    @Test
    void aPortThatIsRefusedIsToldOnce() {
        course.want(now, List.of(new InsidePort(Transport.UDP, 6881), new InsidePort(Transport.TCP, 80)));
        chronicle.gateway(Optional.of(GATEWAY));
        day(request -> request instanceof Request.Open open && open.inside().port() == 80
                ? new Answer.Refused(OptionalLong.empty(), "not authorized", Duration.ZERO)
                : granting(request, "203.0.113.7"));

        assertEquals(
                List.of(
                        "Port forwarding (IPv4): UDP 6881 is reached at 203.0.113.7:6881",
                        "Port forwarding (IPv4): TCP 80 is not forwarded: not authorized"),
                news);
    }

    private static Answer granting(Request request, String outside) {
        return request instanceof Request.Open open
                ? new Answer.Opened(
                        OptionalLong.empty(), open.wish(), open.lifetime(), Optional.of(Net.address(outside)))
                : new Answer.Alive(OptionalLong.empty(), Optional.of(Net.address(outside)), false);
    }

    /** Lets a day pass, with a look every 10 s. */
    private void day(Function<Request, Answer> gateway) {
        for (int i = 0; i < 24 * 360; i++) {
            for (Optional<Request> next = course.next(now); next.isPresent(); next = course.next(now)) {
                course.answered(now, next.get(), gateway.apply(next.get()));
                chronicle.tell(course);
            }
            chronicle.tell(course);
            now = now.plusSeconds(10);
        }
    }
}
