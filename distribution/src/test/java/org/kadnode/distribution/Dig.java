package org.kadnode.distribution;

import java.util.List;
import java.util.regex.Pattern;

/** One DNS query by {@code dig}, never repeated: what is not answered at the first query is not answered. */
final class Dig {
    private static final Pattern STATUS = Pattern.compile("status: ([A-Z]+)");
    private static final Pattern RECORD =
            Pattern.compile("^[^;\\s]\\S*\\s+\\d+\\s+IN\\s+\\S+\\s+(.+)$", Pattern.MULTILINE);

    /**
     * What the server said.
     *
     * @param status the response code, e.g. {@code NOERROR}; {@code NONE} without an answer
     * @param data what the answer's records hold, in their order
     */
    record Answer(String status, List<String> data) {}

    private Dig() {}

    /**
     * Asks.
     *
     * @param host where {@code dig} runs
     * @param server address of the server
     * @param port its port
     * @param type e.g. {@code AAAA}
     * @param name the name
     */
    static Answer ask(Host host, String server, int port, String type, String name) throws Exception {
        String said = Program.run(
                        host,
                        "dig",
                        "+tries=1",
                        "+time=5",
                        "+noall",
                        "+comments",
                        "+answer",
                        "-p",
                        Integer.toString(port),
                        "@" + server,
                        type,
                        name)
                .out();
        var status = STATUS.matcher(said);
        return new Answer(
                status.find() ? status.group(1) : "NONE",
                RECORD.matcher(said).results().map(record -> record.group(1)).toList());
    }
}
