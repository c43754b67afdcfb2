import org.jspecify.annotations.NullMarked;

/**
 * Many nodes in one process: thousands under a time and a chance of our own making, and a few for show.
 *
 * <p>The nodes are the real ones: the pure core of the kernel, byte for byte what runs on sockets. Around
 * each of them a {@code Host} does what the shell does elsewhere, and watches that the node keeps to its
 * contract. Hosts exchange datagrams over a {@code Network} with named faults, and an {@code EventQueue}
 * holds all that is still to happen. A {@code Scenario} says what is simulated, the {@code Workload} or the {@code
 * RecordsWorkload} lets names be announced and looked up, the {@code Inspection} looks into every node at its end, and a {@code
 * Report} tells what came of it. The {@code Trace} proves that a seed replays exactly.
 *
 * <p>The {@code Demo} has nothing to do with all this: it runs a few nodes with their shells, on the real
 * sockets of this machine, for people to look at.
 */
@NullMarked
module org.kadnode.simulator {
    requires org.kadnode.kernel;
    requires java.naming;
    requires static org.jspecify;
}
