package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.os.DatagramBatch;
import org.kadnode.kernel.os.Interfaces;

/**
 * Datagrams many at a time, for a node that is asked a lot. Sockets whose number the system does not tell are left to another
 * wire.
 */
final class BatchWire implements Wire {

    private static final Logger LOG = System.getLogger(BatchWire.class.getName());

    private static final int NO_DESCRIPTOR = -1;

    private final DatagramBatch batch;
    private final Wire others;
    private final SendFailures failures;

    /** The numbers of the sockets; empty where one is not known. */
    private final IdentityHashMap<UdpPorts.Port, OptionalInt> descriptors = new IdentityHashMap<>();

    /** The socket that what was added to the batch leaves from. */
    private UdpPorts.@Nullable Port sender;

    private BatchWire(DatagramBatch batch, Wire others, SendFailures failures) {
        this.batch = batch;
        this.others = others;
        this.failures = failures;
    }

    /**
     * The better wire.
     *
     * @param plain what serves now
     * @return one that closes the given one with itself; empty if there is none here
     */
    static Optional<BatchWire> over(Wire plain, SendFailures failures) {
        return DatagramBatch.open(LONGEST_RECEIVED).map(batch -> new BatchWire(batch, plain, failures));
    }

    @Override
    public int receive(UdpPorts.Port port, int most, Receiver receiver) throws IOException {
        OptionalInt descriptor = descriptorOf(port);
        if (descriptor.isEmpty()) {
            return others.receive(port, most, receiver);
        }
        int taken = 0;
        int received = DatagramBatch.MOST;
        while (taken < most && received == DatagramBatch.MOST) {
            if (!port.channel().isOpen()) {
                throw new ClosedChannelException();
            }
            received = batch.receive(descriptor.getAsInt());
            for (int i = 0; i < received; i++) {
                Address address = new Address(batch.addressHigh(i), batch.addressLow(i));
                // As of the other wire: what comes from the other family is not for this socket.
                if (address.family() == port.family()) {
                    receiver.received(port, new Endpoint(address, batch.port(i)), batch.payload(i));
                }
            }
            taken += received;
        }
        return taken;
    }

    @Override
    public void send(UdpPorts.Port port, Endpoint target, ByteBuffer payload) {
        if (sender == null || sender.index() != port.index() || batch.added() == DatagramBatch.MOST) {
            flush();
        }
        if (payload.remaining() > DatagramBatch.LONGEST_SENT
                || descriptorOf(port).isEmpty()) {
            flush();
            others.send(port, target, payload);
            return;
        }
        sender = port;
        batch.add(target.address().high(), target.address().low(), target.port(), payload);
    }

    @Override
    public void flush() {
        if (sender == null || batch.added() == 0) {
            return;
        }
        // A closed socket has no number any more: what it had may be that of something else by now.
        int descriptor = sender.channel().isOpen() ? descriptorOf(sender).orElse(NO_DESCRIPTOR) : NO_DESCRIPTOR;
        int failed = batch.send(descriptor);
        if (failed > 0) {
            failures.count(failed, sender.local());
        }
    }

    @Override
    public void close() {
        batch.close();
        others.close();
    }

    private OptionalInt descriptorOf(UdpPorts.Port port) {
        OptionalInt known = descriptors.get(port);
        if (known == null) {
            descriptors.keySet().removeIf(each -> !each.channel().isOpen());
            known = find(port);
            descriptors.put(port, known);
        }
        return known;
    }

    private static OptionalInt find(UdpPorts.Port port) {
        try {
            return Interfaces.descriptor(port.channel());
        } catch (IOException e) {
            LOG.log(
                    Level.DEBUG,
                    "no batches of datagrams at {0}: {1}",
                    port.local().getHostAddress(),
                    e);
            return OptionalInt.empty();
        }
    }
}
