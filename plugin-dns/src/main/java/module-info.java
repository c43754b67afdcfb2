/**
 * The DNS plugin: a name server, on the loopback addresses unless told otherwise, for the names of the network.
 *
 * <p>A tour, in the order in which a question passes through:
 *
 * <ul>
 *   <li>{@code DnsPlugin} is what the kernel starts and stops; {@code DnsOptions} and {@code DnsSettings} are what it can be
 *       told.
 *   <li>{@code Listeners} has the sockets, which {@code Sockets} opens: {@code UdpListener} reads datagrams, {@code
 *       TcpListener} takes in each {@code TcpConnection}, of which {@code Connections} keeps account; {@code TlsIdentity} is
 *       the certificate.
 *   <li>{@code FastPath} answers plain questions from the {@code AnswerCache} by bytes alone. All others are for {@code
 *       NameServer}: {@code Intake} reads them as RFC 1035 and RFC 6891 tell, {@code Doorkeeper}, {@code Quota} and {@code
 *       Admission} bound what one asker can do.
 *   <li>{@code Answers} knows which answer is at hand, and shares, renews and remembers searches.
 *   <li>Each {@code Source} finds answers. {@code Authority} is that of the names of the network: {@code Follower} goes from
 *       an alias to the name that it stands for, {@code Finder} asks the node and tells "no such name" from "nothing of that
 *       type", {@code RecordSet} reads what the owner of a name has signed, {@code Zones} knows the top level domains. {@code
 *       Reverse} knows the names of addresses. {@code Others} asks other servers, which is the work of the package {@code
 *       proxy}.
 *   <li>{@code Draft} makes an {@code Answer} of records, {@code Responder} adds what EDNS is about ({@code Cookies}, {@code
 *       ExtendedError}), and {@code ResponseWriter} puts it into bytes.
 * </ul>
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
