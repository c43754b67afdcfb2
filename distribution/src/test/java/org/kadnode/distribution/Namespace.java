package org.kadnode.distribution;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace: a machine of its own as far as the network goes. Closing it takes it away. */
final class Namespace implements Host, AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /** Makes a namespace with nothing but a loopback interface. */
    static Namespace create() throws Exception {
        // The process id keeps two builds on one machine apart. Names of interfaces end at 15 characters.
        Namespace made = new Namespace("kn" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        Program.succeed(LOCAL, "ip", "netns", "add", made.name);
        Program.succeed(made, "ip", "link", "set", "lo", "up");
        return made;
    }

    /**
     * Gives the loopback interface one more address, which no program takes for a loopback address.
     *
     * @param address an address with prefix length
     */
    void addLocalAddress(String address) throws Exception {
        addAddress("lo", address);
    }

    /**
     * Lays a cable between two machines.
     *
     * @param ours addresses of this end, each with prefix length
     * @param other the other machine
     * @param theirs addresses of the other end
     */
    void connect(List<String> ours, Namespace other, List<String> theirs) throws Exception {
        connect("eth0", ours, other, theirs);
    }

    /**
     * The same, with an interface of another name than {@code eth0} at this end.
     */
    void connect(String link, List<String> ours, Namespace other, List<String> theirs) throws Exception {
        Program.succeed(
                LOCAL,
                "ip",
                "link",
                "add",
                link,
                "netns",
                name,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                other.name);
        plug(link, ours);
        other.plug("eth0", theirs);
    }

    /**
     * Turns this machine into a switch, into which others can be plugged.
     */
    void becomeSwitch() throws Exception {
        Program.succeed(this, "ip", "link", "add", "br0", "type", "bridge");
        Program.succeed(this, "ip", "link", "set", "br0", "up");
    }

    /**
     * Lays a cable to a switch.
     *
     * @param ours addresses of this end, each with prefix length
     * @param hub a machine that is a switch
     * @param port which of its ports, a number
     */
    void plugInto(Namespace hub, int port, String... ours) throws Exception {
        String theirs = "port" + port;
        Program.succeed(
                LOCAL, "ip", "link", "add", "eth0", "netns", name, "type", "veth", "peer", "name", theirs, "netns",
                hub.name);
        Program.succeed(hub, "ip", "link", "set", theirs, "master", "br0", "up");
        plug("eth0", List.of(ours));
    }

    private void plug(String link, List<String> addresses) throws Exception {
        for (String address : addresses) {
            addAddress(link, address);
        }
        Program.succeed(this, "ip", "link", "set", link, "up");
    }

    private void addAddress(String link, String address) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "address", "add", address, "dev", link));
        if (address.contains(":")) {
            // Else the address could not be used until the search for a duplicate is over.
            command.add("nodad");
        }
        Program.succeed(this, command.toArray(String[]::new));
    }

    @Override
    public List<String> command(List<String> command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
        inside.addAll(command);
        return inside;
    }

    @Override
    public void close() throws IOException {
        new ProcessBuilder("ip", "netns", "delete", name).start().onExit().join();
    }
}
