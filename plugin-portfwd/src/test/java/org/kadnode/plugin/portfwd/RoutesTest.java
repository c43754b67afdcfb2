package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.plugins.Family;

/** Routing tables as Linux 6.1 shows them on a machine with cable and radio. */
class RoutesTest {

    private static final String HEAD =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
    private static final String RADIO = "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0";
    private static final String CABLE = "eth0\t00000000\t014DA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0";
    private static final String LOCAL = "eth0\t004DA8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0";
    private static final String TUNNEL = "tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0";
    private static final String HALF = "tun0\t00000000\t0101080A\t0003\t0\t0\t0\t00000080\t0\t0\t0";

    private static final String NONE = "0".repeat(32);
    private static final String IPV6_CABLE =
            NONE + " 00 " + NONE + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0";
    private static final String IPV6_LOCAL = "fd770000000000000000000000000000 40 " + NONE + " 00 " + NONE
            + " 00000100 00000001 00000000 00000001     eth0";
    private static final String IPV6_UNREACHABLE =
            NONE + " 00 " + NONE + " 00 " + NONE + " ffffffff 00000001 00000000 00200200       lo";

    @TempDir
    private Path folder;

    @Test
    void thePreferredGatewayIsFound() {
        assertEquals(
                Optional.of(new Routes.Default(Net.address("192.168.77.1"), "eth0", 100)),
                ofIpv4(Optional.empty(), HEAD, RADIO, CABLE, LOCAL));
    }

    @Test
    void theInterfaceOfTheNodeCounts() {
        assertEquals(
                Optional.of(new Routes.Default(Net.address("192.168.1.1"), "wlan0", 600)),
                ofIpv4(Optional.of("wlan0"), HEAD, RADIO, CABLE, LOCAL));
        assertEquals(Optional.empty(), ofIpv4(Optional.of("eth1"), HEAD, RADIO, CABLE, LOCAL));
    }

    @Test
    void routesWithoutGatewayAndIntoHalfOfTheWorldAreNone() {
        assertEquals(Optional.empty(), ofIpv4(Optional.empty(), HEAD, LOCAL, TUNNEL, HALF));
    }

    @Test
    void numbersHaveTheOrderOfTheMachine() {
        assertEquals(
                Optional.of(Net.address("1.77.168.192")),
                Routes.ofIpv4(List.of(CABLE), ByteOrder.BIG_ENDIAN, Optional.empty())
                        .map(Routes.Default::gateway));
    }

    @Test
    void theGatewayOfIpv6IsFound() {
        assertEquals(
                Optional.of(new Routes.Default(Net.address("fe80::1"), "eth0", 0x400)),
                Routes.ofIpv6(List.of(IPV6_LOCAL, IPV6_UNREACHABLE, IPV6_CABLE), Optional.empty()));
        assertEquals(Optional.empty(), Routes.ofIpv6(List.of(IPV6_LOCAL, IPV6_UNREACHABLE), Optional.empty()));
    }

    @Property(tries = 2_000)
    void anyTableIsRead(
            @ForAll @Size(max = 5) List<@StringLength(max = 150) @CharRange(from = '\t', to = 'g') String> table) {
        Routes.ofIpv4(table, ByteOrder.LITTLE_ENDIAN, Optional.empty());
        Routes.ofIpv6(table, Optional.empty());
    }

    @Property(tries = 2_000)
    void damagedTablesAreRead(@ForAll int position, @ForAll char damage) {
        for (String line : List.of(CABLE, IPV6_CABLE)) {
            StringBuilder damaged = new StringBuilder(line);
            damaged.setCharAt(Math.floorMod(position, line.length()), damage);
            List<String> table = List.of(damaged.toString());
            Routes.ofIpv4(table, ByteOrder.LITTLE_ENDIAN, Optional.empty())
                    .ifPresent(route -> assertTrue(route.metric() >= 0));
            Routes.ofIpv6(table, Optional.empty()).ifPresent(route -> assertTrue(route.metric() >= 0));
        }
    }

    @Test
    void aSystemWithoutSuchTablesIsKnown() {
        GatewayFinder finder = new GatewayFinder(folder, Optional.empty());

        assertFalse(finder.isAble());
        assertEquals(Optional.empty(), finder.find(Family.IPV4));
        assertEquals(Optional.empty(), finder.find(Family.IPV6));
    }

    @Test
    void theFinderReadsTheTablesAnewEachTime() throws Exception {
        GatewayFinder finder = new GatewayFinder(folder, Optional.empty());
        Files.writeString(folder.resolve("route"), HEAD + "\n" + LOCAL + "\n");
        assertTrue(finder.isAble());
        assertEquals(Optional.empty(), finder.find(Family.IPV4));

        // A gateway that this machine is itself: nobody to ask.
        Files.writeString(
                folder.resolve("route"), HEAD + "\nlo\t00000000\t0100007F\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");
        assertEquals(Optional.empty(), finder.find(Family.IPV4));
    }

    private static Optional<Routes.Default> ofIpv4(Optional<String> device, String... table) {
        return Routes.ofIpv4(List.of(table), ByteOrder.LITTLE_ENDIAN, device);
    }
}
