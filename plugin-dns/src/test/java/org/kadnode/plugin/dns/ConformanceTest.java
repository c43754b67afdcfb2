package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.ResourceRecord;
import org.kadnode.plugins.testkit.FakeNode;
import org.kadnode.plugins.testkit.FreePort;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The answers of {@code conformance.txt}, for every kind of name and every type, over real sockets: UDP and TCP, with and
 * without EDNS (RFC 6891). All four say the same, but for the OPT record and what does not fit into 512 bytes.
 */
class ConformanceTest {

    private static final InetAddress SERVER = InetAddress.getLoopbackAddress();
    private static final int PATIENCE_MILLIS = 20_000;

    /** So many addresses do not fit into a datagram of 512 bytes, but into one of 1232. */
    private static final int MANY = 40;

    /** What stands for them in the table. */
    private static final String TOO_LONG = "40 records";

    /** Each kind of name, as {@link #populate} makes it. */
    private static final List<String> NAMES = List.of(
            "plain.p2p",
            "v4.p2p",
            "signed.p2p",
            "alias.p2p",
            "dangling.p2p",
            "unknown.p2p",
            "unverified.p2p",
            "p2p",
            Signer.KEY,
            "example.org",
            "1.2.0.192.in-addr.arpa",
            "9.2.0.192.in-addr.arpa",
            "1.0.0.127.in-addr.arpa",
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa");

    private static final List<String> TYPES = List.of(
            "A",
            "AAAA",
            "SRV",
            "PTR",
            "ANY",
            "HTTPS",
            "SVCB",
            "TXT",
            "CNAME",
            "DNAME",
            "MX",
            "NS",
            "SOA",
            "DS",
            "DNSKEY",
            "CAA",
            "TYPE65280");

    /** What is no question for data, or not one of class IN. */
    private static final List<String> ODD = List.of(
            "many.p2p A",
            "many.p2p AAAA",
            "plain.p2p AXFR",
            "plain.p2p IXFR",
            "plain.p2p OPT",
            "plain.p2p TSIG",
            "plain.p2p TKEY",
            "plain.p2p MAILA",
            "plain.p2p MAILB",
            "plain.p2p A CH",
            "version.bind TXT CH",
            "plain.p2p A ANY",
            ". NS");

    private static final DnsPlugin PLUGIN = new DnsPlugin();
    private static final int PORT = FreePort.onLoopback();
    private static final FakeNode NODE = FakeNode.forPlugin(PLUGIN, Map.of("dns.port", PORT, "dns.settling", "0 s"));

    @BeforeAll
    static void start() throws Exception {
        populate();
        PLUGIN.start(NODE);
    }

    @AfterAll
    static void stop() throws Exception {
        PLUGIN.stop();
        NODE.close();
    }

    private static void populate() {
        NODE.found("plain.p2p", "192.0.2.1:80", "[2001:db8::1]:8080")
                .proved("plain.p2p", ResolvedAddress.Proof.RECORD)
                .searchEnds("plain.p2p")
                .found("v4.p2p", "192.0.2.4:0")
                .searchEnds("v4.p2p")
                .searchEnds("unknown.p2p")
                .claimed("unverified.p2p")
                .searchEnds("unverified.p2p")
                .found("many.p2p", endpoints("192.0.2.%d:80"))
                .found("many.p2p", endpoints("[2001:db8::%x]:80"))
                .searchEnds("many.p2p");
        NODE.signed("alias.p2p", Signer.says(Signer.record("60 CNAME plain.p2p.")));
        NODE.signed("dangling.p2p", Signer.says(Signer.record("60 CNAME unknown.p2p.")));
        NODE.signed(
                        "signed.p2p",
                        Signer.says(Stream.of(
                                        "60 SRV 10 20 8080 plain.p2p.",
                                        "60 PTR plain.p2p.",
                                        "60 HTTPS 1 . alpn=h2",
                                        "60 SVCB 1 plain.p2p. alpn=dot",
                                        "60 TXT \"two words\" more",
                                        "60 DNAME example.org.",
                                        "60 MX 10 plain.p2p.",
                                        "60 NS plain.p2p.",
                                        "60 SOA plain.p2p. me.plain.p2p. 5 3600 600 86400 60",
                                        "60 CAA 0 issue \"ca.example.net\"",
                                        "60 TYPE65280 \\# 3 010203")
                                .map(Signer::record)
                                .toArray(ResourceRecord[]::new)))
                .searchEnds("signed.p2p");
        NODE.found(Signer.KEY, "192.0.2.5:0").searchEnds(Signer.KEY);
        NODE.signed(Signer.KEY, Signer.says(Signer.record("60 TXT hello")));
    }

    private static String[] endpoints(String pattern) {
        return IntStream.rangeClosed(1, MANY).mapToObj(pattern::formatted).toArray(String[]::new);
    }

    static List<String> rows() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(ConformanceTest.class.getResourceAsStream("conformance.txt"), "no table")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    /** All kinds of names with all types: a row that is missing is printed as it would be, for somebody to judge. */
    @Test
    void theTableIsComplete() throws Exception {
        List<String> wanted = new ArrayList<>();
        NAMES.forEach(name -> TYPES.forEach(type -> wanted.add(name + " " + type)));
        wanted.addAll(ODD);
        List<String> there = rows().stream().map(ConformanceTest::question).toList();
        StringJoiner missing = new StringJoiner("\n", "\n", "\n");
        for (String question : wanted) {
            if (!there.contains(question)) {
                missing.add(row(question, ask(query(question, true), Transport.TCP)));
            }
        }
        assertEquals("\n\n", missing.toString());
        assertEquals(wanted, there);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isAnsweredAsTheTableSays(String row) throws Exception {
        String question = question(row);
        Map<String, String> answers = new LinkedHashMap<>();
        for (Transport transport : List.of(Transport.UDP, Transport.TCP)) {
            for (boolean edns : new boolean[] {false, true}) {
                Message answer = ask(query(question, edns), transport);
                checkOpt(answer, edns);
                String said = row(question, answer);
                // Without EDNS there is nobody to tell an extended error, nor the upper half of a code.
                answers.put(transport + (edns ? " with EDNS" : " without EDNS"), edns ? said : said + error(row));
            }
        }
        if (row.contains(TOO_LONG)) {
            assertEquals(question + " = NOERROR aa tc rd", answers.remove("UDP without EDNS"));
        }

        answers.forEach((way, said) -> assertEquals(row, said, way));
    }

    private static void checkOpt(Message answer, boolean edns) {
        assertEquals(edns, answer.getOPT() != null, "OPT record");
        if (answer.getOPT() != null) {
            assertEquals(Inquiry.EDNS_SIZE, answer.getOPT().getPayloadSize());
            assertEquals(0, answer.getOPT().getVersion());
            assertEquals(0, answer.getOPT().getFlags());
        }
    }

    private static String question(String row) {
        return row.substring(0, row.indexOf(" = ")).strip();
    }

    /** What follows the sections of a row, if anything. */
    private static String error(String row) {
        int begin = row.indexOf(" (error ");
        return begin < 0 ? "" : row.substring(begin);
    }

    private static Message query(String question, boolean edns) throws IOException {
        String[] words = question.split(" ", -1);
        Name name = Name.fromString(words[0], Name.root);
        int dclass = words.length > 2 ? DClass.value(words[2]) : DClass.IN;
        Message query = Message.newQuery(Record.newRecord(name, Type.value(words[1], true), dclass));
        if (edns) {
            query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        }
        return query;
    }

    private static String row(String question, Message answer) {
        String flags = Stream.of(Flags.AA, Flags.TC, Flags.RD, Flags.RA, Flags.AD, Flags.CD)
                .filter(flag -> answer.getHeader().getFlag(flag))
                .map(flag -> Flags.string(flag).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
        StringBuilder row = new StringBuilder(question + " = " + Rcode.string(answer.getRcode()) + " " + flags);
        row.append(section(" | ", answer, Section.ANSWER));
        row.append(section(" | authority: ", answer, Section.AUTHORITY));
        row.append(section(" | additional: ", answer, Section.ADDITIONAL));
        if (answer.getOPT() != null) {
            for (EDNSOption option : answer.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)) {
                ExtendedErrorCodeOption error = (ExtendedErrorCodeOption) option;
                row.append(" (error ")
                        .append(error.getErrorCode())
                        .append(": ")
                        .append(error.getText())
                        .append(')');
            }
        }
        return row.toString();
    }

    private static String section(String begin, Message answer, int section) {
        List<String> records = answer.getSection(section).stream()
                .filter(record -> record.getType() != Type.OPT)
                .map(record -> (record.getName().equals(answer.getQuestion().getName()) ? "@" : record.getName()) + " "
                        + record.getTTL() + " " + Type.string(record.getType()) + " " + record.rdataToString())
                .toList();
        if (records.isEmpty()) {
            return "";
        }
        return begin + (records.size() == MANY ? TOO_LONG : String.join("; ", records));
    }

    private static Message ask(Message query, Transport transport) throws IOException {
        byte[] answer = transport == Transport.UDP ? overUdp(query.toWire()) : overTcp(query.toWire());
        Message message = new Message(answer);
        assertEquals(query.getHeader().getID(), message.getHeader().getID());
        assertEquals(query.getQuestion(), message.getQuestion());
        return message;
    }

    private static byte[] overUdp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(SERVER, 0))) {
            socket.connect(new InetSocketAddress(SERVER, PORT));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    private static byte[] overTcp(byte[] query) throws IOException {
        try (Socket socket = new Socket(SERVER, PORT)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(query.length);
            out.write(query);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
        }
    }
}
