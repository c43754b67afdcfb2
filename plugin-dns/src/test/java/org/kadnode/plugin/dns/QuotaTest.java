package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class QuotaTest {

    private static final InetAddress ASKER = Desk.address("192.0.2.1");
    private static final InetAddress ASKER6 = Desk.address("2001:db8:0:100::1");

    private final Quota quota = new Quota(1);

    @Test
    void aQuietNetworkHasOneSecondsWorthAtOnce() {
        assertEquals(Quota.RATE, taken(ASKER, 5000));
    }

    @Test
    void whatWasTakenComesBackEvenly() {
        taken(ASKER, 5000);

        assertFalse(quota.take(ASKER, 5004));
        assertTrue(quota.take(ASKER, 5005));
        assertFalse(quota.take(ASKER, 5005));
        assertEquals(Quota.RATE / 2, taken(ASKER, 5505));
        assertEquals(Quota.RATE, taken(ASKER, 60_000));
    }

    @Test
    void neighboursShareAndOthersDoNot() {
        taken(ASKER, 0);
        taken(ASKER6, 0);

        assertFalse(quota.take(Desk.address("192.0.2.254"), 0));
        assertFalse(quota.take(Desk.address("2001:db8:0:1ff::2"), 0));
        assertTrue(quota.take(Desk.address("192.0.3.1"), 0));
        assertTrue(quota.take(Desk.address("2001:db8:0:200::1"), 0));
    }

    private int taken(InetAddress asker, long now) {
        int taken = 0;
        while (quota.take(asker, now)) {
            taken++;
        }
        return taken;
    }
}
