package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An asker that remembers what it was told. */
final class Visitor implements Asker {

    private static final int ANY_PORT = 40_000;

    private final InetSocketAddress address;
    private final Transport transport;
    private final CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();

    private Visitor(InetAddress address, Transport transport) {
        this.address = new InetSocketAddress(address, ANY_PORT);
        this.transport = transport;
    }

    static Visitor overUdp() {
        return from(InetAddress.getLoopbackAddress(), Transport.UDP);
    }

    static Visitor overTcp() {
        return from(InetAddress.getLoopbackAddress(), Transport.TCP);
    }

    static Visitor from(InetAddress address, Transport transport) {
        return new Visitor(address, transport);
    }

    /** The answer, once it is there; empty for silence. */
    CompletableFuture<Optional<byte[]>> answer() {
        return answer;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public void answer(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        once(Optional.of(bytes));
    }

    @Override
    public void ignore() {
        once(Optional.empty());
    }

    private void once(Optional<byte[]> outcome) {
        if (!answer.complete(outcome)) {
            throw new IllegalStateException("told twice");
        }
    }
}
