package org.kadnode.kernel.shell;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Counts datagrams that could not be sent: no route, forbidden by a packet filter, the network just went away. As good as lost
 * packets, so the log tells of them ever more seldom.
 */
final class SendFailures {

    private static final Logger LOG = System.getLogger(SendFailures.class.getName());

    private long failures;

    long count() {
        return failures;
    }

    void count(int more, Object why) {
        long before = failures;
        failures += more;
        if (Long.highestOneBit(failures) != Long.highestOneBit(before)) {
            LOG.log(Level.DEBUG, "failure number {0,number,#} in sending: {1}", failures, why);
        }
    }
}
