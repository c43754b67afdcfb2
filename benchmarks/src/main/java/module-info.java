import org.jspecify.annotations.NullMarked;

/**
 * Measurements of the program.
 *
 * <p>{@code DhtHost} runs nodes of the DHT, {@code QueryLoad} asks one, {@code PeerFill} fills one, and {@code benchmarks/dht} starts both beside libtorrent.
 *
 * <p>{@code DnsHost} runs the DNS plugin on real sockets over a node for which names are found as their spelling says; the
 * script {@code benchmarks/dns} starts it beside other name servers and asks all of them the same.
 */
@NullMarked
module org.kadnode.benchmarks {
    requires org.kadnode.kernel;
    requires java.management;
    requires jdk.management;
    requires static org.jspecify;

    uses org.kadnode.plugins.Plugin;
}
