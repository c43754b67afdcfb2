/**
 * The DNS plugin: a name server on the loopback addresses that answers for the names of the network.
 *
 * <p>A tour, in the order in which a question passes through:
 *
 * <ul>
 *   <li>{@code DnsPlugin} is what the kernel starts and stops.
 *   <li>{@code UdpListener} is a socket: it reads questions and sends answers, and hands what must wait to a virtual thread.
 *   <li>{@code Intake} reads a datagram as RFC 1035 and RFC 6891 tell and refuses what is malformed or not for us.
 *   <li>{@code NameServer} decides what a question is answered with.
 *   <li>{@code Follower} goes from an alias to the name that it stands for.
 *   <li>{@code Finder} asks the node and tells "no such name" from "nothing of that type"; {@code RecordSet} reads what the
 *       owner of a name has signed.
 *   <li>{@code Reply} puts the answer into bytes, {@code Zones} has what it says about the top level domains.
 * </ul>
 *
 * <p>The package {@code proxy} asks other name servers. It knows nothing of the rest; {@code Forwarder} is its face.
 *
 * <p>Messages and records are those of dnsjava, of which the kernel brings the part that does without sockets.
 */
module org.kadnode.plugin.dns {
    requires org.kadnode.plugins;
    requires org.kadnode.dnsjava;
    requires static org.jspecify;

    provides org.kadnode.plugins.Plugin with
            org.kadnode.plugin.dns.DnsPlugin;
}
