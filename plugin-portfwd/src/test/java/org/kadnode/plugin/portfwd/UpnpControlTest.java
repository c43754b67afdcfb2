package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kadnode.plugin.portfwd.upnp.Igd;
import org.kadnode.plugin.portfwd.upnp.IgdException;

/** What is asked of a device of UPnP, and above all what is not: mappings of other hosts are left alone. */
class UpnpControlTest {

    private static final Duration LIFETIME = Duration.ofMinutes(32);
    private static final Gateway GATEWAY = new Gateway(Net.address("192.168.77.1"), Net.address("192.168.77.10"));
    private static final InsidePort WEB = new InsidePort(Transport.TCP, 8080);
    private static final Igd.Entry OURS = new Igd.Entry("192.168.77.10", 8080);
    private static final Igd.Entry OTHERS = new Igd.Entry("192.168.77.11", 8080);
    private static final Request.Probe PROBE = new Request.Probe(Protocol.UPNP);

    private final Device device = new Device();
    private Optional<Igd> found = Optional.of(device);
    private int searches;

    private final UpnpControl control = new UpnpControl(
            GATEWAY,
            (gateway, own) -> {
                searches++;
                return found;
            },
            new Random(1));

    /** A device whose mappings anybody may replace, as on many routers. */
    private static final class Device implements Igd {
        private final Map<String, Entry> mappings = new HashMap<>();
        private final Map<String, Duration> lifetimes = new HashMap<>();
        private int refusal;
        private boolean silent;
        private boolean closed;

        private void respond() throws IgdException {
            if (silent) {
                throw new IgdException(IgdException.NO_ANSWER, "no answer");
            }
        }

        @Override
        public Optional<InetAddress> outside() throws IgdException {
            respond();
            return Optional.of(Net.address("1.2.3.1"));
        }

        @Override
        public Optional<Entry> entry(String transport, int outside) throws IgdException {
            respond();
            return Optional.ofNullable(mappings.get(transport + " " + outside));
        }

        @Override
        public void add(String transport, int outside, Entry entry, Duration lifetime) throws IgdException {
            respond();
            if (refusal == IgdException.ONLY_PERMANENT ? !lifetime.isZero() : refusal != 0) {
                throw new IgdException(refusal, "error " + refusal);
            }
            mappings.put(transport + " " + outside, entry);
            lifetimes.put(transport + " " + outside, lifetime);
        }

        @Override
        public void delete(String transport, int outside) throws IgdException {
            respond();
            mappings.remove(transport + " " + outside);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aFreePortIsTaken() throws Exception {
        assertEquals(opened(8080), open());
        assertEquals(Map.of("TCP 8080", OURS), device.mappings);
        assertEquals(LIFETIME, device.lifetimes.get("TCP 8080"));
        assertEquals(1, searches);
    }

    @Test
    void ourOwnMappingIsRenewed() throws Exception {
        device.mappings.put("TCP 8080", OURS);

        assertEquals(opened(8080), open());
        assertEquals(LIFETIME, device.lifetimes.get("TCP 8080"));
    }

    @Test
    void aPortOfAnotherHostIsNotTaken() throws Exception {
        device.mappings.put("TCP 8080", OTHERS);

        Answer.Opened answer = (Answer.Opened) open();

        assertNotEquals(8080, answer.port());
        assertTrue(answer.port() >= 1024, answer::toString);
        assertEquals(Map.of("TCP 8080", OTHERS, "TCP " + answer.port(), OURS), device.mappings);
    }

    @Test
    void whenAllPortsAreTakenThatIsSaid() throws Exception {
        device.refusal = IgdException.CONFLICT;
        assertEquals(refused("the port is taken"), open());

        device.refusal = IgdException.SAME_PORT_REQUIRED;
        assertEquals(refused("the port is taken"), open());
    }

    @Test
    void aDeviceWithoutLifetimesIsAskedForPermanentMappings() throws Exception {
        device.refusal = IgdException.ONLY_PERMANENT;

        assertEquals(opened(8080), open());
        assertEquals(Duration.ZERO, device.lifetimes.get("TCP 8080"));
    }

    @Test
    void otherErrorsAreRefusals() throws Exception {
        device.refusal = 606;

        assertEquals(refused("error 606"), open());
    }

    @Test
    void aLostMappingIsNoticed() throws Exception {
        open();
        assertEquals(alive(false), control.ask(PROBE));

        device.mappings.clear();
        assertEquals(alive(true), control.ask(PROBE));
        assertEquals(alive(false), control.ask(PROBE));
    }

    @Test
    void onlyOurOwnMappingIsClosed() throws Exception {
        open();
        assertEquals(new Answer.Closed(), control.ask(close(8080)));
        assertEquals(Map.of(), device.mappings);

        open();
        device.mappings.put("TCP 8080", OTHERS);
        assertEquals(new Answer.Closed(), control.ask(close(8080)));
        control.closeAll(List.of(close(8080)), Duration.ofSeconds(30));
        assertEquals(Map.of("TCP 8080", OTHERS), device.mappings);
    }

    @Test
    void allAreClosedAtTheEnd() throws Exception {
        open();

        control.closeAll(List.of(close(8080)), Duration.ofSeconds(30));
        control.close();

        assertEquals(Map.of(), device.mappings);
        assertTrue(device.closed);
    }

    @Test
    void aDeviceThatFallsSilentIsSearchedAnew() throws Exception {
        open();
        device.silent = true;
        assertEquals(new Answer.Unusable("no answer"), control.ask(PROBE));
        assertTrue(device.closed);

        found = Optional.empty();
        assertEquals(new Answer.Unusable("not offered"), control.ask(PROBE));
        assertEquals(2, searches);
    }

    @Test
    void aSearchThatFailsIsTold() throws Exception {
        UpnpControl broken = new UpnpControl(
                GATEWAY,
                (gateway, own) -> {
                    throw new IOException("network is unreachable");
                },
                new Random(1));

        assertEquals(new Answer.Unusable("cannot be asked: network is unreachable"), broken.ask(PROBE));
    }

    private Answer open() throws InterruptedException {
        return control.ask(new Request.Open(Protocol.UPNP, WEB, 8080, new Nonce(1, 2), LIFETIME));
    }

    private static Request.Close close(int outside) {
        return new Request.Close(Protocol.UPNP, WEB, outside, new Nonce(1, 2));
    }

    private static Answer opened(int port) {
        return new Answer.Opened(OptionalLong.empty(), port, LIFETIME, Optional.of(Net.address("1.2.3.1")));
    }

    private static Answer alive(boolean forgetful) {
        return new Answer.Alive(OptionalLong.empty(), Optional.of(Net.address("1.2.3.1")), forgetful);
    }

    private static Answer refused(String reason) {
        return new Answer.Refused(OptionalLong.empty(), reason, Duration.ZERO);
    }
}
