package org.kadnode.plugin.portfwd.upnp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugin.portfwd.FakeGateway;
import org.kadnode.plugin.portfwd.Net;

/** The search for a device, of which only the gateway is heard. */
class SsdpTest {

    private static final InetAddress LOOPBACK = Net.address("127.0.0.1");
    private static final InetAddress GATEWAY = Net.address("192.168.77.1");

    /** Longer than anything takes here. */
    private static final Duration LONG = Duration.ofSeconds(60);

    /** What miniupnpd 2.3.1 says. */
    private static final String ANSWER = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "CACHE-CONTROL: max-age=120",
            "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:2",
            "USN: uuid:5f3a0a80-1f0e-4f0e-9a67-3d1c7e5b0001::urn:schemas-upnp-org:device:InternetGatewayDevice:2",
            "EXT:",
            "SERVER: Debian/12 UPnP/1.1 MiniUPnPd/2.3.1",
            "LOCATION: http://192.168.77.1:5555/rootDesc.xml",
            "OPT: \"http://schemas.upnp.org/upnp/1/0/\"; ns=01",
            "01-NLS: 1",
            "",
            "");

    @Test
    void theAnswerTellsTheDescription() {
        URI described = URI.create("http://192.168.77.1:5555/rootDesc.xml");

        assertEquals(Optional.of(described), Ssdp.location(ANSWER, GATEWAY));
        assertEquals(
                Optional.of(described),
                Ssdp.location(ANSWER.replace("LOCATION: ", "location:").replace("\r\n", "\n"), GATEWAY));
        assertEquals(Optional.of(described), Ssdp.location(ANSWER.replace("Device:2", "Device:1"), GATEWAY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOCATION: http://192.168.77.1=LOCATION: http://192.168.77.2",
                "LOCATION: http:=LOCATION: https:",
                "LOCATION=PLACE",
                "InternetGatewayDevice=MediaServer",
                "ST: =XT: ",
                "200 OK=404 Not Found",
                "HTTP/1.1=NOTIFY * HTTP/1.1",
                "ST: =\r\nST: "
            })
    void whatIsNoAnswerOfADeviceIsNone(String change) {
        String[] words = change.split("=", 2);

        assertEquals(Optional.empty(), Ssdp.location(ANSWER.replace(words[0], words[1]), GATEWAY));
    }

    @Property(tries = 5_000)
    void anyTextIsRead(@ForAll String text) {
        Ssdp.location(text, GATEWAY);
        Ssdp.location(ANSWER.replace("http://192.168.77.1:5555/rootDesc.xml", text), GATEWAY)
                .ifPresent(place -> assertEquals("192.168.77.1", place.getHost()));
    }

    @Property(tries = 5_000)
    void damagedAnswersAreRead(@ForAll int position, @ForAll char damage) {
        StringBuilder damaged = new StringBuilder(ANSWER);
        damaged.setCharAt(Math.floorMod(position, ANSWER.length()), damage);

        Ssdp.location(damaged.toString(), GATEWAY).ifPresent(place -> assertEquals("192.168.77.1", place.getHost()));
    }

    @Test
    void onlyTheGatewayIsHeard() throws Exception {
        List<String> questions = new CopyOnWriteArrayList<>();
        try (DatagramSocket forger = new DatagramSocket(0, Net.address("127.0.0.2"));
                FakeGateway gateway = new FakeGateway((question, peer) -> {
                    questions.add(question);
                    peer.from(forger).send(answer("http://127.0.0.1:1/lie"));
                    peer.send("nonsense");
                    peer.send(answer("http://127.0.0.2:80/lie"));
                    peer.send(answer("http://127.0.0.1:80/truth"));
                })) {
            assertEquals(
                    Optional.of(URI.create("http://127.0.0.1:80/truth")),
                    Ssdp.search(LOOPBACK, LOOPBACK, gateway.port(), LONG));
            assertEquals(
                    List.of(
                            "M-SEARCH * HTTP/1.1",
                            "HOST: 239.255.255.250:1900",
                            "MAN: \"ssdp:discover\"",
                            "MX: 1",
                            "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:2",
                            ""),
                    questions.getFirst().lines().toList());
        }
    }

    @Test
    void aFloodAndSilenceEnd() throws Exception {
        try (FakeGateway gateway = new FakeGateway((question, peer) -> {
            for (int i = 0; i < 1000; i++) {
                peer.send("nonsense");
            }
        })) {
            assertEquals(Optional.empty(), Ssdp.search(LOOPBACK, LOOPBACK, gateway.port(), LONG));
        }
        try (FakeGateway gateway = new FakeGateway((question, peer) -> {})) {
            assertEquals(Optional.empty(), Ssdp.search(LOOPBACK, LOOPBACK, gateway.port(), Duration.ofMillis(20)));
        }
    }

    private static String answer(String location) {
        return ANSWER.replace("http://192.168.77.1:5555/rootDesc.xml", location);
    }
}
