/**
 * The LPD plugin: local peer discovery (BEP 14, as KadNode 1.0 has it), by which nodes of one local network find each other
 * without anybody naming one to another.
 *
 * <p>A tour, from the outside to the inside:
 *
 * <ul>
 *   <li>{@code LpdPlugin} is what the kernel starts and stops; {@code LpdOptions} and {@code LpdSettings} are what it can be
 *       told.
 *   <li>A {@code Neighbourhood} is one {@code Group}, which has one family: it is the switchboard between the network, the
 *       node, and the two parts that decide.
 *   <li>{@code Rhythm} decides when we call for neighbours, {@code Reception} which of those who call are met. Both are told
 *       the time and touch nothing.
 *   <li>{@code SearchMessage} is what goes over the wire, {@code Membership} the socket on which it is heard, {@code Link} an
 *       interface of this machine that takes part, and {@code Origin} one of its addresses, from which we call.
 *   <li>{@code Counters} has what came of it, by {@code Verdict}.
 * </ul>
 *
 * <p>Whatever is received, the most that it brings about is one ping to its sender.
 */
@org.jspecify.annotations.NullMarked
module org.kadnode.plugin.lpd {
    requires org.kadnode.plugins;
    requires static org.jspecify;

    provides org.kadnode.plugins.Plugin with
            org.kadnode.plugin.lpd.LpdPlugin;
}
