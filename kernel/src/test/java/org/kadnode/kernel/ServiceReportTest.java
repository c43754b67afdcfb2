package org.kadnode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.NodeStatus;

class ServiceReportTest {

    @Test
    void tellsInALineHowTheNodeIsDoing() {
        assertEquals(
                "IPv4: looking for nodes; announces 0 names", ServiceReport.text(status(0, family(Family.IPV4, 0))));
        assertEquals(
                "IPv4: 1 good node, IPv6: 12 good nodes; announces 1 name",
                ServiceReport.text(status(1, family(Family.IPV4, 1), family(Family.IPV6, 12))));
    }

    private static NodeStatus status(int announcements, NodeStatus.FamilyStatus... families) {
        return new NodeStatus("1.1.0", "00", List.copyOf(Arrays.asList(families)), announcements);
    }

    private static NodeStatus.FamilyStatus family(Family family, int good) {
        return new NodeStatus.FamilyStatus(
                family, "00".repeat(20), new InetSocketAddress(6881), good + 3, good, 0, 0, 0, 0, true);
    }
}
