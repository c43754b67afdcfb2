/**
 * The port forwarding plugin: has the router of the network pass on what arrives for this node, as KadNode 1.0 does, by PCP
 * (RFC 6887), NAT-PMP (RFC 6886) or UPnP (Internet Gateway Device 1 and 2).
 *
 * <p>A tour, from the outside to the inside:
 *
 * <ul>
 *   <li>{@code PortfwdPlugin} is what the kernel starts and stops; {@code PortfwdOptions} and {@code PortfwdSettings} are what
 *       it can be told, {@code Listing} is what {@code list forwardings} shows, {@code Chronicle} what the log is told.
 *   <li>A {@code Forwarder} is one family: it is the switchboard between the node, whose {@code WantedPorts} it reads, the
 *       {@code Gateway}, which {@code GatewayFinder} and {@code Routes} find, and the two below.
 *   <li>{@code Course} decides what is asked and when: {@code Request}s go out, {@code Answer}s come back, and each port has a
 *       {@code Mapping}. It is told the time and touches nothing; {@code Epoch} tells it that a gateway has started anew.
 *   <li>A {@code PortControl} asks by one {@code Protocol} and waits: {@code PcpControl} and {@code NatPmpControl} by one
 *       {@code Exchange} of datagrams, whose bytes are the matter of {@code Pcp} and {@code NatPmp}; {@code UpnpControl}
 *       through the {@code Igd} of the package {@code upnp}.
 * </ul>
 *
 * <p>The packages {@code org.jupnp} are a part of jUPnP, which is packed into this module and seen by nobody else.
 */
@org.jspecify.annotations.NullMarked
module org.kadnode.plugin.portfwd {
    requires java.logging;
    requires java.net.http;
    requires java.xml;
    requires org.kadnode.plugins;
    requires org.slf4j;
    requires static org.jspecify;

    provides org.kadnode.plugins.Plugin with
            org.kadnode.plugin.portfwd.PortfwdPlugin;
}
