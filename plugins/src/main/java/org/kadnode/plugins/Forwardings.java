package org.kadnode.plugins;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ports that a gateway passes on to this machine. {@linkplain KadNode#offer Offered} by the plugin that asks gateways for it. */
public interface Forwardings {

    /**
     * What is wanted of gateways, and what became of it.
     *
     * @return one entry for each port and gateway; empty if there is nothing to ask for or nobody to ask
     */
    List<Forwarding> forwardings();

    /**
     * A port, and who passes it on.
     *
     * @param protocol {@code udp} or {@code tcp}
     * @param port the port of this machine, 1 to 65535
     * @param outside address and port outside, as text; empty if the gateway has not granted it
     * @param by who was asked how, e.g. {@code PCP 192.168.1.1}
     * @param until when it ends unless it is renewed; empty if it was not granted or has no end
     */
    record Forwarding(String protocol, int port, Optional<String> outside, String by, Optional<Instant> until) {}
}
