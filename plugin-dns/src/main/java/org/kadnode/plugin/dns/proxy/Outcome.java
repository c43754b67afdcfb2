package org.kadnode.plugin.dns.proxy;

import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;

/** What came of asking one upstream. */
sealed interface Outcome {

    /**
     * An answer that settles the question.
     *
     * @param message the answer
     * @param roundTrip from the last query to it
     */
    record Answered(Message message, Duration roundTrip) implements Outcome {}

    /**
     * The upstream is well and says that it cannot tell. Another may.
     *
     * @param code the RCODE
     * @param extendedError why, if it says (RFC 8914)
     */
    record Failing(int code, OptionalInt extendedError) implements Outcome {
        @Override
        public String toString() {
            return Rcode.string(code);
        }

        /** Whether it would say so to every question of ours. */
        boolean isRefusal() {
            return code == Rcode.REFUSED || code == Rcode.NOTIMP;
        }
    }

    /** Nothing came. */
    record TimedOut() implements Outcome {
        @Override
        public String toString() {
            return "no answer";
        }
    }

    /** Something came, but no answer to be believed. */
    record Garbled() implements Outcome {
        @Override
        public String toString() {
            return "no valid answer";
        }
    }

    /**
     * The upstream cannot be asked.
     *
     * @param reason why, for people
     */
    record Unreachable(String reason) implements Outcome {
        @Override
        public String toString() {
            return reason;
        }
    }

    /** Whether a code tells all there is to know: there is such a name, or not, or an alias led to an impossible one. */
    static boolean isSettled(int code) {
        return code == Rcode.NOERROR || code == Rcode.NXDOMAIN || code == Rcode.YXDOMAIN;
    }

    static Outcome of(Message message, Duration roundTrip) {
        int code = message.getRcode();
        return isSettled(code) ? new Answered(message, roundTrip) : new Failing(code, extendedError(message.getOPT()));
    }

    private static OptionalInt extendedError(@Nullable OPTRecord opt) {
        if (opt == null) {
            return OptionalInt.empty();
        }
        return opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                .filter(ExtendedErrorCodeOption.class::isInstance)
                .mapToInt(option -> ((ExtendedErrorCodeOption) option).getErrorCode())
                .findFirst();
    }
}
