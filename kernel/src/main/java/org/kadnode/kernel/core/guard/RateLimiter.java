package org.kadnode.kernel.core.guard;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kadnode.kernel.core.model.Address;

/**
 * Lets each source ask so much and no more: a token bucket each, so that whoever floods us takes nothing
 * from the others. A source is an IPv4 address or an IPv6 /64. The sources heard last are remembered;
 * a forgotten one begins with a full bucket.
 */
public final class RateLimiter {

    private final double perMilli;
    private final double burst;
    private final Map<Address, Bucket> buckets;

    private static final class Bucket {
        private double tokens;
        private long filledAt;
    }

    /**
     * A limiter.
     *
     * @param perSecond requests a second that a source may send on average
     * @param burst requests that it may send at once
     * @param sources sources to remember
     */
    public RateLimiter(int perSecond, int burst, int sources) {
        this.perMilli = perSecond / 1000.0;
        this.burst = burst;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Address, Bucket> eldest) {
                return size() > sources;
            }
        };
    }

    /**
     * Counts a request.
     *
     * @param now milliseconds, never going back
     * @param sender where it came from
     * @return false if the sender has had its share
     */
    public boolean admits(long now, Address sender) {
        Address source = sender.source();
        Bucket bucket = buckets.get(source);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.tokens = burst;
            buckets.put(source, bucket);
        } else {
            bucket.tokens = Math.min(burst, bucket.tokens + (double) (now - bucket.filledAt) * perMilli);
        }
        bucket.filledAt = now;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens--;
        return true;
    }
}
