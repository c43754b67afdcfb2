package org.kadnode.plugin.dns;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kadnode.plugins.DnsResponder;

/** Where other plugins ask: their messages are answered like those over TCP. */
final class Window implements DnsResponder {

    /** Longer than any question may wait: the server answers before, unless it stops. */
    private static final long PATIENCE_SECONDS = 60;

    private final Reception server;

    Window(Reception server) {
        this.server = server;
    }

    @Override
    public Optional<byte[]> answer(byte[] query, InetSocketAddress asker) throws InterruptedException {
        CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
        server.take(query, new Caller(asker, answer));
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException stopped) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes it so", e);
        }
    }

    private record Caller(InetSocketAddress address, CompletableFuture<Optional<byte[]>> answer) implements Asker {

        @Override
        public Transport transport() {
            return Transport.TCP;
        }

        @Override
        public void answer(ByteBuffer message) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            answer.complete(Optional.of(bytes));
        }

        @Override
        public void ignore() {
            answer.complete(Optional.empty());
        }
    }
}
