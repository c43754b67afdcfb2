package org.kadnode.plugin.portfwd;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** A gateway that is asked by PCP. */
final class PcpControl extends UdpControl {

    /**
     * From the first packet to the second (RFC 6887, section 8.1.1), less or more by a tenth; twice that after the second.
     */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(3);

    private final Gateway gateway;
    private final RandomGenerator random;

    PcpControl(Gateway gateway, int port, RandomGenerator random) {
        super(new Exchange(gateway, port));
        this.gateway = gateway;
        this.random = random;
    }

    @Override
    byte[] encode(Request request) {
        return switch (request) {
            case Request.Probe probe -> Pcp.announce(gateway.own());
            case Request.Open open ->
                Pcp.map(
                        gateway.own(),
                        open.nonce(),
                        open.inside(),
                        open.wish(),
                        open.lifetime().toSeconds());
            case Request.Close close -> Pcp.map(gateway.own(), close.nonce(), close.inside(), 0, 0);
        };
    }

    @Override
    Answer ask(Exchange exchange, Request request) throws IOException, InterruptedException {
        Duration first =
                FIRST_WAIT.plusMillis(random.nextLong(-FIRST_WAIT.toMillis() / 10, FIRST_WAIT.toMillis() / 10));
        return exchange.ask(
                encode(request),
                List.of(first, first.multipliedBy(2)),
                datagram -> Pcp.decode(datagram).flatMap(response -> answer(request, response)));
    }

    /** What a response means; empty if it is not for this request. */
    static Optional<Answer> answer(Request request, Pcp.Response response) {
        // Whoever knows another version only cannot repeat our nonce.
        if (response.version() != 2) {
            return response.result() == Pcp.UNSUPPORTED_VERSION
                    ? Optional.of(new Answer.Unusable("not offered"))
                    : Optional.empty();
        }
        boolean matches = switch (request) {
            case Request.Probe probe -> response.operation() == Pcp.ANNOUNCE;
            case Request.Open open -> isAbout(response, open.inside(), open.nonce());
            case Request.Close close -> isAbout(response, close.inside(), close.nonce());
        };
        return matches ? Optional.of(judged(request, response)) : Optional.empty();
    }

    private static boolean isAbout(Pcp.Response response, InsidePort inside, Nonce nonce) {
        return response.mapping()
                .filter(mapping -> mapping.nonce().equals(nonce))
                .filter(mapping -> mapping.protocol() == inside.transport().number())
                .filter(mapping -> mapping.inside() == inside.port())
                .isPresent();
    }

    private static Answer judged(Request request, Pcp.Response response) {
        OptionalLong epoch = OptionalLong.of(response.epoch());
        if (response.result() == Pcp.UNSUPPORTED_VERSION) {
            return new Answer.Unusable(Pcp.meaning(response.result()));
        }
        if (response.result() != Pcp.SUCCESS) {
            return new Answer.Refused(epoch, Pcp.meaning(response.result()), Duration.ofSeconds(response.lifetime()));
        }
        return switch (request) {
            case Request.Probe probe -> new Answer.Alive(epoch, Optional.empty(), false);
            case Request.Close close -> new Answer.Closed();
            case Request.Open open ->
                response.mapping()
                        .filter(mapping -> mapping.outside() != 0 && response.lifetime() != 0)
                        .<Answer>map(mapping -> new Answer.Opened(
                                epoch,
                                mapping.outside(),
                                Duration.ofSeconds(response.lifetime()),
                                Optional.of(mapping.address()).filter(address -> !address.isAnyLocalAddress())))
                        .orElseGet(() -> new Answer.Refused(epoch, "no port was given", Duration.ZERO));
        };
    }
}
