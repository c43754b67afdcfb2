package org.kadnode.plugin.portfwd;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A gateway that is asked by NAT-PMP. */
final class NatPmpControl extends UdpControl {

    /** After the first packet; doubles with each (RFC 6886, section 3.1). */
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);

    /** The RFC sends nine packets, which takes two minutes. Gateways are near, and are asked again later. */
    private static final int PACKETS = 5;

    private static final List<Duration> WAITS = IntStream.range(0, PACKETS)
            .mapToObj(i -> FIRST_WAIT.multipliedBy(1L << i))
            .toList();

    NatPmpControl(Gateway gateway, int port) {
        super(new Exchange(gateway, port));
    }

    @Override
    byte[] encode(Request request) {
        return switch (request) {
            case Request.Probe probe -> NatPmp.address();
            case Request.Open open ->
                NatPmp.map(open.inside(), open.wish(), open.lifetime().toSeconds());
            case Request.Close close -> NatPmp.map(close.inside(), 0, 0);
        };
    }

    @Override
    Answer ask(Exchange exchange, Request request) throws IOException, InterruptedException {
        return exchange.ask(
                encode(request),
                WAITS,
                datagram -> NatPmp.decode(datagram).flatMap(response -> answer(request, response)));
    }

    /** What a response means; empty if it is not for this request. */
    static Optional<Answer> answer(Request request, NatPmp.Response response) {
        OptionalLong epoch = OptionalLong.of(response.epoch());
        return switch (response) {
            case NatPmp.Response.Address address ->
                request instanceof Request.Probe
                        ? Optional.of(new Answer.Alive(
                                epoch, Optional.of(address.outside()).filter(each -> !each.isAnyLocalAddress()), false))
                        : Optional.empty();
            case NatPmp.Response.Mapped mapped -> mapped(request, mapped);
            case NatPmp.Response.Failed failed -> failed(request, failed);
        };
    }

    private static Optional<Answer> mapped(Request request, NatPmp.Response.Mapped mapped) {
        if (!inside(request).equals(Optional.of(new Inside(mapped.transport().natPmpOpcode(), mapped.inside())))) {
            return Optional.empty();
        }
        if (request instanceof Request.Close) {
            return Optional.of(new Answer.Closed());
        }
        OptionalLong epoch = OptionalLong.of(mapped.epoch());
        return Optional.of(
                mapped.outside() == 0 || mapped.lifetime() == 0
                        ? new Answer.Refused(epoch, "no port was given", Duration.ZERO)
                        : new Answer.Opened(
                                epoch, mapped.outside(), Duration.ofSeconds(mapped.lifetime()), Optional.empty()));
    }

    private static Optional<Answer> failed(Request request, NatPmp.Response.Failed failed) {
        int asked = inside(request).map(Inside::operation).orElse(NatPmp.ADDRESS);
        if (failed.result() == NatPmp.UNSUPPORTED_VERSION) {
            return Optional.of(new Answer.Unusable(NatPmp.meaning(failed.result())));
        }
        return failed.operation() == asked
                ? Optional.of(new Answer.Refused(
                        OptionalLong.of(failed.epoch()), NatPmp.meaning(failed.result()), Duration.ZERO))
                : Optional.empty();
    }

    /** What a request for a port is known by: all that a response repeats. */
    private record Inside(int operation, int port) {
        private static Inside of(InsidePort port) {
            return new Inside(port.transport().natPmpOpcode(), port.port());
        }
    }

    private static Optional<Inside> inside(Request request) {
        return switch (request) {
            case Request.Probe probe -> Optional.empty();
            case Request.Open open -> Optional.of(Inside.of(open.inside()));
            case Request.Close close -> Optional.of(Inside.of(close.inside()));
        };
    }
}
