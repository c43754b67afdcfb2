package org.kadnode.kernel.shell;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

/** Datagrams one by one, as Java has them. */
final class ChannelWire implements Wire {

    private final ByteBuffer inbound = ByteBuffer.allocateDirect(LONGEST_RECEIVED);
    private final SendFailures failures;

    /** Whom we have heard last, since that one gets the next answer: his address need not be made once more. */
    private Endpoint asker = NOBODY;

    private InetSocketAddress askerAddress = NOBODY.toSocketAddress();

    private static final Endpoint NOBODY = Endpoint.of(new InetSocketAddress(0));

    ChannelWire(SendFailures failures) {
        this.failures = failures;
    }

    @Override
    public int receive(UdpPorts.Port port, int most, Receiver receiver) throws IOException {
        for (int taken = 0; taken < most; taken++) {
            inbound.clear();
            InetSocketAddress source = (InetSocketAddress) port.channel().receive(inbound);
            if (source == null) {
                return taken;
            }
            // An IPv6 socket of Java hears IPv4, too; that family has its own DHT and its own socket.
            if (Family.of(source.getAddress()) == port.family()) {
                asker = Endpoint.of(source);
                askerAddress = source;
                receiver.received(port, asker, inbound.flip());
            }
        }
        return most;
    }

    @Override
    public void send(UdpPorts.Port port, Endpoint target, ByteBuffer payload) {
        try {
            if (port.channel().send(payload, target.equals(asker) ? askerAddress : target.toSocketAddress()) == 0) {
                failures.count(1, "no room");
            }
        } catch (IOException | IllegalArgumentException e) {
            failures.count(1, e);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
