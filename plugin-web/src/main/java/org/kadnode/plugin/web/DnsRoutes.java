package org.kadnode.plugin.web;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kadnode.plugins.DnsResponder;
import org.kadnode.plugins.KadNode;

/** DNS over HTTP (RFC 8484): {@code /dns-query}. The name server is that of another plugin, if one offers it. */
final class DnsRoutes {

    static final String PATH = "/dns-query";

    private static final String MESSAGE = "application/dns-message";

    private final KadNode node;

    DnsRoutes(KadNode node) {
        this.node = node;
    }

    List<Route> all() {
        return List.of(Route.reads(PATH, this::get), new Route("POST", PATH, false, this::post));
    }

    /** The message is in the parameter {@code dns}, in base64url without padding (section 4.1). */
    private Answer get(Request request) throws InterruptedException {
        String text = request.parameter("dns")
                .orElseThrow(() -> new IllegalArgumentException("the parameter dns is missing"));
        return answer(Base64.getUrlDecoder().decode(text), request);
    }

    private Answer post(Request request) throws InterruptedException {
        boolean isMessage = request.header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).equals(MESSAGE))
                .isPresent();
        if (!isMessage) {
            return Answer.text(Answer.WRONG_TYPE, "the body must be of type " + MESSAGE);
        }
        byte[] message = new byte[request.body().remaining()];
        request.body().duplicate().get(message);
        return answer(message, request);
    }

    private Answer answer(byte[] query, Request request) throws InterruptedException {
        Optional<DnsResponder> server = node.offered(DnsResponder.class);
        if (server.isEmpty()) {
            return Answer.text(Answer.UNAVAILABLE, "no name server runs: that of the DNS plugin is off");
        }
        return server.get()
                .answer(query, request.asker())
                .map(answer -> Answer.whole(Answer.OK, MESSAGE, answer))
                .orElseGet(() -> Answer.text(Answer.BAD_REQUEST, "this is no query of DNS"));
    }
}
