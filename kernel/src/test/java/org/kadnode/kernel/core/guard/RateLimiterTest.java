package org.kadnode.kernel.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;

class RateLimiterTest {

    private static final Address A = Address.v4(0x01020304);

    @Test
    void burstIsAdmittedThenTheAverage() {
        RateLimiter limiter = new RateLimiter(100, 400, 10);

        assertEquals(400, admitted(limiter, 0, A, 1000));
        assertEquals(0, admitted(limiter, 9, A, 10));
        assertEquals(100, admitted(limiter, 1009, A, 1000));
    }

    @Test
    void oneSourceTakesNothingFromAnother() {
        RateLimiter limiter = new RateLimiter(100, 400, 10);
        admitted(limiter, 0, A, 100_000);

        assertTrue(limiter.admits(0, Address.v4(0x01020305)));
    }

    @Test
    void addressesOfOneIpv6SubscriberShare() {
        RateLimiter limiter = new RateLimiter(1, 1, 10);

        assertTrue(limiter.admits(0, new Address(0x20010db800000001L, 1)));
        assertFalse(limiter.admits(0, new Address(0x20010db800000001L, 2)));
        assertTrue(limiter.admits(0, new Address(0x20010db800000002L, 1)));
    }

    @Test
    void sourceHeardLongestAgoIsForgotten() {
        RateLimiter limiter = new RateLimiter(1, 1, 2);
        limiter.admits(0, A);
        limiter.admits(0, Address.v4(1));
        limiter.admits(0, A);
        limiter.admits(0, Address.v4(2));

        assertFalse(limiter.admits(0, A));
        assertTrue(limiter.admits(0, Address.v4(1)));
    }

    private static int admitted(RateLimiter limiter, long now, Address source, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += limiter.admits(now, source) ? 1 : 0;
        }
        return admitted;
    }
}
