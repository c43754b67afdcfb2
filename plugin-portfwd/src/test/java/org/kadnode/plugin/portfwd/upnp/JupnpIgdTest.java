package org.kadnode.plugin.portfwd.upnp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugin.portfwd.FakeGateway;
import org.kadnode.plugin.portfwd.Net;

/** Devices on loopback, from those that follow the specification to those that follow nothing. */
class JupnpIgdTest {

    private static final InetAddress LOOPBACK = Net.address("127.0.0.1");

    /** Longer than anything takes here. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final Igd.Entry OURS = new Igd.Entry("192.168.77.10", 6881);

    @ParameterizedTest
    @CsvSource({"1, WANIPConnection", "2, WANIPConnection", "1, WANPPPConnection"})
    void portsAreMappedAndSeen(int version, String kind) throws Exception {
        FakeIgd device = new FakeIgd(version, kind, UnaryOperator.identity());
        try (FakeRouter router = new FakeRouter(device);
                Igd igd = describedBy(router)) {
            assertEquals(Optional.of(Net.address("1.2.3.1")), igd.outside());
            assertEquals(Optional.empty(), igd.entry("UDP", 7000));

            igd.add("UDP", 7000, OURS, Duration.ofMinutes(32));
            assertEquals(Map.of("UDP 7000", "192.168.77.10:6881 for 1920 s, KadNode"), device.mappings());
            assertEquals(Optional.of(OURS), igd.entry("UDP", 7000));
            assertEquals(Optional.empty(), igd.entry("TCP", 7000));

            igd.delete("UDP", 7000);
            assertEquals(Map.of(), device.mappings());
            assertEquals(
                    IgdException.NO_SUCH_ENTRY,
                    assertThrows(IgdException.class, () -> igd.delete("UDP", 7000))
                            .code());
        }
    }

    @Test
    void ofSeveralConnectionsTheOneInUseIsTaken() throws Exception {
        String unused = "<serviceList><service>"
                + "<serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType>"
                + "<serviceId>urn:upnp-org:serviceId:WANIPConn0</serviceId><SCPDURL>/wanip.xml</SCPDURL>"
                + "<controlURL>/unused</controlURL><eventSubURL>/unused</eventSubURL></service>";
        FakeIgd device = new FakeIgd(1, "WANIPConnection", said -> said.replace("<serviceList>", unused));
        try (FakeRouter router = new FakeRouter(device);
                Igd igd = describedBy(router)) {
            assertEquals(Optional.of(Net.address("1.2.3.1")), igd.outside());
            assertTrue(router.requests().stream().anyMatch(request -> request.startsWith("POST /unused ")));
        }
    }

    @Test
    void theSearchLeadsToTheDevice() throws Exception {
        try (FakeRouter router = new FakeRouter(new FakeIgd(1, "WANIPConnection", UnaryOperator.identity()));
                FakeGateway gateway = new FakeGateway((question, peer) -> peer.send(
                        "HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLOCATION: "
                                + router.uri("/root.xml") + "\r\n\r\n"))) {
            try (Igd igd =
                    new IgdFinder(gateway.port()).find(LOOPBACK, LOOPBACK).orElseThrow()) {
                assertEquals(Optional.of(Net.address("1.2.3.1")), igd.outside());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<controlURL>/control -> <controlURL>http://127.0.0.2:PORT/control",
                "<SCPDURL>/wanip.xml -> <SCPDURL>http://127.0.0.2:PORT/wanip.xml",
                "</specVersion> -> </specVersion><URLBase>http://127.0.0.2:PORT/</URLBase>"
            })
    void otherHostsThatADescriptionNamesAreNotAsked(String change) throws Exception {
        try (FakeRouter other = new FakeRouter((request, out) -> FakeRouter.answer(out, 200, "<a/>"));
                FakeRouter router = new FakeRouter(new FakeIgd(
                        1,
                        "WANIPConnection",
                        changing(change.replace(
                                "PORT", Integer.toString(other.uri("/").getPort())))))) {
            IgdException refusal = assertThrows(IgdException.class, () -> {
                try (Igd igd = describedBy(router)) {
                    igd.outside();
                }
            });

            assertEquals("it names another host", refusal.getMessage());
            assertEquals(IgdException.NO_ANSWER, refusal.code());
            assertEquals(List.of(), other.requests());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:schemas-upnp-org:service:WANIP -> urn:schemas-upnp-org:service:LAN",
                "AddPortMapping -> SubtractPortMapping"
            })
    void aDeviceWithoutMappingsIsNone(String change) throws Exception {
        assertEquals("it has no connection to map ports of", refusal(change));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version=\"1.0\"?> -> <!DOCTYPE root [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
                "<root -> <boot",
                "</root> -> ",
                "<controlURL>/control -> <controlURL>:::",
                "<SCPDURL>/wanip.xml -> <SCPDURL>",
                "<relatedStateVariable>ExternalPort -> <relatedStateVariable>None"
            })
    void brokenDescriptionsEndInAnError(String change) throws Exception {
        assertTrue(refusal(change).length() < 60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<UDN>uuid: -> <UDN>",
                "<major>1 -> <major>one",
                "<dataType>ui2 -> <dataType>ui99",
                "<friendlyName>A router</friendlyName> -> "
            })
    void carelessDescriptionsAreUnderstood(String change) throws Exception {
        FakeIgd device = new FakeIgd(1, "WANIPConnection", changing(change));
        try (FakeRouter router = new FakeRouter(device);
                Igd igd = describedBy(router)) {
            igd.add("UDP", 7000, OURS, Duration.ZERO);

            assertEquals(Map.of("UDP 7000", "192.168.77.10:6881 for 0 s, KadNode"), device.mappings());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "localhost", "router.example.org", "0.0.0.0", "999.2.3.1", "::1"})
    void anAddressOutsideThatIsNoneIsNotBelieved(String address) throws Exception {
        try (FakeRouter router = new FakeRouter(
                        new FakeIgd(1, "WANIPConnection", said -> said.replace(">1.2.3.1<", ">" + address + "<")));
                Igd igd = describedBy(router)) {
            assertEquals(Optional.empty(), igd.outside());
        }
    }

    @Test
    void documentTypesInAnswersAreRefused() throws Exception {
        try (FakeRouter router = new FakeRouter(new FakeIgd(
                        1,
                        "WANIPConnection",
                        said -> said.replace(
                                "<s:Envelope",
                                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><s:Envelope")));
                Igd igd = describedBy(router)) {
            assertEquals(
                    "answers make no sense",
                    assertThrows(IgdException.class, igd::outside).getMessage());
        }
    }

    /** A byte that is wrong, or an end that is missing, in all that a device says. */
    @Property(tries = 300)
    void damagedDevicesEndInAnError(
            @ForAll @IntRange(max = 2500) int position, @ForAll char damage, @ForAll boolean cut) throws Exception {
        UnaryOperator<String> change = said -> position >= said.length()
                ? said
                : said.substring(0, position) + (cut ? "" : damage + said.substring(position + 1));
        try (FakeRouter router = new FakeRouter(new FakeIgd(2, "WANIPConnection", change))) {
            try (Igd igd = describedBy(router)) {
                igd.outside();
                igd.add("TCP", 80, OURS, Duration.ZERO);
                igd.entry("TCP", 80);
                igd.delete("TCP", 80);
            } catch (IgdException e) {
                assertTrue(String.valueOf(e.getMessage()).length() < 60, e::getMessage);
            }
        }
    }

    private static Igd describedBy(FakeRouter router) throws Exception {
        return JupnpIgd.describedAt(router.uri("/root.xml"), new GatewayHttp(LOOPBACK, LONG));
    }

    private static String refusal(String change) throws Exception {
        try (FakeRouter router = new FakeRouter(new FakeIgd(1, "WANIPConnection", changing(change)))) {
            IgdException refusal = assertThrows(IgdException.class, () -> {
                try (Igd igd = describedBy(router)) {
                    igd.add("TCP", 80, OURS, Duration.ZERO);
                }
            });
            assertEquals(IgdException.NO_ANSWER, refusal.code());
            return String.valueOf(refusal.getMessage());
        }
    }

    /** A change from this to that. */
    private static UnaryOperator<String> changing(String change) {
        String[] words = change.split(" -> ", 2);
        return said -> said.replace(words[0], words[1]);
    }
}
