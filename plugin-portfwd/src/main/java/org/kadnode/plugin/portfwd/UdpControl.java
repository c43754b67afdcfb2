package org.kadnode.plugin.portfwd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/** What the two protocols over UDP have in common: one datagram each way. */
abstract class UdpControl implements PortControl {

    private static final Logger LOG = System.getLogger(UdpControl.class.getName());

    private final Exchange exchange;

    UdpControl(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Asks, and understands the answer. */
    abstract Answer ask(Exchange exchange, Request request) throws IOException, InterruptedException;

    /** The datagram for a request. */
    abstract byte[] encode(Request request);

    @Override
    public final Answer ask(Request request) throws InterruptedException {
        try {
            return ask(exchange, request);
        } catch (NoAnswerException e) {
            return new Answer.Unusable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Answer.Unusable("cannot be asked: " + e.getMessage());
        }
    }

    @Override
    public final void closeAll(List<Request.Close> ports, Duration patience) {
        try {
            exchange.tell(ports.stream().map(this::encode).toList(), patience);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "forwardings are left to expire: {0}", e.getMessage());
        }
    }

    @Override
    public final void close() {}
}
