package org.kadnode.kernel.control.client;

import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Optional;

/**
 * {@code kadnode-ctl}: sends a command to a running node and prints the reply.
 *
 * <p>It is started for each command, so its code is plain on purpose: every class, lambda or pattern
 * that it does not load makes it answer sooner.
 */
public final class ControlClient {

    /** Exit codes. */
    static final int OK = 0;

    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int TIMED_OUT = 5;

    private static final int DEFAULT_PORT = 1700;

    /** How long the node may take for a command, in milliseconds; {@code import} may have to ask a name server. */
    private static final int PATIENCE = 5_000;

    /** How long the node may search for a name, in seconds. */
    private static final int LOOKUP_SECONDS = 10;

    /** Pause between the questions to a node that cannot wait itself, in milliseconds. */
    private static final int POLL_PERIOD = 250;

    /** How long a node of KadNode 1.0 takes for a reply at most, in milliseconds. */
    private static final int POLL_PATIENCE = 500;

    /** Replies are shorter, so that they fit into one packet of an Ethernet. */
    private static final int LONGEST_REPLY = 4096;

    /** What stands around the number of the next line, at the end of a part of a long reply. */
    private static final String REST = "; the rest: --from ";

    private static final String REST_END = ")\n";

    private static final String HELP = """
            KadNode Control Program - Send commands to a KadNode instance.

            Usage: kadnode-ctl [-p <port>] <command> [<argument>...]

              kadnode-ctl status
              kadnode-ctl lookup myname.p2p
              kadnode-ctl announce myname.p2p:8080 -1
              kadnode-ctl announce add myname.p2p:8080
              kadnode-ctl keys add myname.p2p:@secret.txt

             -p <port>	Connect to this port (Default: 1700)
             -h		Print this help.

            A running node that gets an unknown command lists those it has.
            Exit codes: 0 done, 1 failed or not found, 2 wrong usage, 3 no node reached, 5 no answer in time.
            """;

    private final int port;
    private final PrintStream out;
    private final PrintStream err;

    private ControlClient(int port, PrintStream out, PrintStream err) {
        this.port = port;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the program and ends the JVM with its exit code.
     *
     * @param arguments options, then the words of a command
     */
    public static void main(String[] arguments) {
        int status = run(arguments, System.out, System.err);
        if (System.out.checkError() && status == OK) {
            System.err.println("kadnode-ctl: cannot write to standard output");
            status = FAILED;
        }
        System.exit(status);
    }

    /** Runs the program. */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        int port = DEFAULT_PORT;
        int first = 0;
        while (first < arguments.length && arguments[first].startsWith("-")) {
            String option = arguments[first];
            if (option.equals("-h") || option.equals("--help")) {
                out.print(HELP);
                return OK;
            }
            if (!option.startsWith("-p")) {
                err.println("kadnode-ctl: unknown option " + option + "; -h lists the options");
                return USAGE;
            }
            // As for 1.0, the port may follow without a space.
            boolean joined = option.length() > 2;
            if (!joined && first + 1 == arguments.length) {
                err.println("Port is missing!");
                return USAGE;
            }
            port = number(joined ? option.substring(2) : arguments[first + 1]);
            if (port == 0) {
                err.println("Port is invalid!");
                return USAGE;
            }
            first += joined ? 1 : 2;
        }
        return new ControlClient(port, out, err).command(arguments, first);
    }

    /** Digits as a number up to that of a port; 0 for anything else. */
    private static int number(String text) {
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9' || port > 65535) {
                return 0;
            }
            port = port * 10 + digit - '0';
        }
        return port > 65535 ? 0 : port;
    }

    private int command(String[] words, int first) {
        if (first == words.length) {
            err.print(HELP);
            return USAGE;
        }
        if (words.length - first == 3 && words[first].equals("keys") && words[first + 1].equals("add")) {
            try {
                words[first + 2] = KeyArgument.read(words[first + 2], err);
            } catch (IOException | InvalidPathException unusable) {
                err.println("kadnode-ctl: keys add: " + unusable.getMessage());
                return FAILED;
            }
        }
        String trouble = "";
        byte[][] addresses = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, {127, 0, 0, 1}};
        for (byte[] address : addresses) {
            try (DatagramSocket socket = new DatagramSocket()) {
                // Connected, so that we hear at once when nobody listens.
                // By socket address: the other connect() throws unchecked where a machine has no IPv6.
                socket.connect(new InetSocketAddress(InetAddress.getByAddress(address), port));
                Optional<Lookup> lookup = Lookup.of(words, first);
                return lookup.isPresent() ? lookup(socket, lookup.get()) : pages(socket, words, first);
            } catch (SocketTimeoutException e) {
                err.println("No response received.");
                return TIMED_OUT;
            } catch (IOException e) {
                // Nobody there, or this family is missing on the machine: the other one may do.
                trouble = e instanceof PortUnreachableException
                        ? "no node listens on port " + port + " of this machine."
                        : "cannot reach port " + port + ": " + e.getMessage();
            }
        }
        err.println("No response received: " + trouble);
        return UNREACHABLE;
    }

    /** A look-up that waits. What is not quite one is for the node to judge. */
    private record Lookup(String name, int seconds, boolean proof) {

        /** Reads {@code lookup [--wait SECONDS] [--proof] NAME}. */
        static Optional<Lookup> of(String[] words, int first) {
            int last = words.length - 1;
            if (last <= first || !words[first].equals("lookup") || words[last].startsWith("-")) {
                return Optional.empty();
            }
            int seconds = LOOKUP_SECONDS;
            boolean proof = false;
            for (int i = first + 1; i < last; i++) {
                if (words[i].equals("--proof")) {
                    proof = true;
                } else if (words[i].equals("--wait") && i + 1 < last && words[i + 1].length() <= 2) {
                    seconds = number(words[++i]);
                } else {
                    return Optional.empty();
                }
            }
            return seconds == 0 ? Optional.empty() : Optional.of(new Lookup(words[last], seconds, proof));
        }
    }

    /** Sends a command, and asks for the rest of its reply as long as there is more. */
    private int pages(DatagramSocket socket, String[] words, int first) throws IOException {
        StringBuilder command = new StringBuilder();
        for (int i = first; i < words.length; i++) {
            command.append(' ').append(words[i]);
        }
        String request = command.toString();
        while (true) {
            String reply = ask(socket, request, PATIENCE);
            int rest = reply.lastIndexOf(REST);
            if (rest < 0 || !reply.endsWith(REST_END)) {
                return print(reply);
            }
            int lastLine = reply.lastIndexOf('\n', rest) + 1;
            print(reply.substring(0, lastLine));
            String from = reply.substring(rest + REST.length(), reply.length() - REST_END.length());
            request = command + " --from " + from;
        }
    }

    private int lookup(DatagramSocket socket, Lookup lookup) throws IOException {
        int seconds = lookup.seconds;
        String options = " --wait " + seconds + (lookup.proof ? " --proof " : " ");
        String reply = ask(socket, " lookup" + options + lookup.name, seconds * 1000 + PATIENCE);
        if (reply.startsWith("1Usage:")) {
            reply = poll(socket, lookup.name, seconds);
        }
        if (reply.startsWith("1Search ")) {
            err.println("No address found within " + seconds + " seconds.");
            return TIMED_OUT;
        }
        return print(reply);
    }

    /** KadNode 1.0 cannot wait, and so has to be asked again and again. */
    private static String poll(DatagramSocket socket, String name, int seconds) throws IOException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        String reply = ask(socket, " lookup " + name, POLL_PATIENCE);
        while (reply.startsWith("1Search ") && System.nanoTime() - end < 0) {
            try {
                Thread.sleep(POLL_PERIOD);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return reply;
            }
            reply = ask(socket, " lookup " + name, POLL_PATIENCE);
        }
        return reply;
    }

    private static String ask(DatagramSocket socket, String request, int patience) throws IOException {
        byte[] bytes = (request + "\n").getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length));
        DatagramPacket reply = new DatagramPacket(new byte[LONGEST_REPLY], LONGEST_REPLY);
        socket.setSoTimeout(patience);
        socket.receive(reply);
        return new String(reply.getData(), 0, reply.getLength(), StandardCharsets.UTF_8);
    }

    private int print(String reply) {
        if (reply.startsWith("0")) {
            out.print(reply.substring(1));
            return OK;
        }
        if (reply.startsWith("1")) {
            err.print(reply.substring(1));
            return reply.startsWith("1Usage:") ? USAGE : FAILED;
        }
        err.println("Invalid response received.");
        return FAILED;
    }
}
