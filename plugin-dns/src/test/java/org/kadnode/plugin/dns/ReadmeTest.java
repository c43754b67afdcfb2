package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kadnode.plugin.dns.Signer.KEY;
import static org.kadnode.plugin.dns.Signer.record;
import static org.kadnode.plugin.dns.Signer.says;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The examples of the README: its questions get its answers. */
class ReadmeTest {

    private static final Pattern DIG = Pattern.compile(" {4}\\$ dig \\+short -p 3535 @127\\.0\\.0\\.1 (\\S+) ?(\\S*)");

    @Test
    void questionsAreAnsweredAsShown() throws Exception {
        Desk desk = new Desk(Desk.fake(Map.of())
                .found("myname.p2p", "192.0.2.7:80")
                .signed("mine.p2p", says(record("60 TXT hello world")))
                .found("mine.p2p", "[2001:db8::7]:0")
                .signed("www." + KEY, says(record("60 CNAME mine.p2p."))));

        Map<String, String> answers = new LinkedHashMap<>();
        for (String question : examples().keySet()) {
            Matcher dig = DIG.matcher(question);
            assertEquals(true, dig.matches(), question);
            int type = dig.group(2).isEmpty() ? Type.A : Type.value(dig.group(2));
            answers.put(question, asDigShows(desk.ask(dig.group(1), type)));
        }

        assertEquals(3, answers.size());
        assertEquals(examples(), answers);
    }

    /** Commands, and what is shown below them. */
    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new LinkedHashMap<>();
        String command = "";
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            if (line.startsWith("    $ ")) {
                command = line;
                examples.put(command, "");
            } else if (line.startsWith("    ") && !command.isEmpty()) {
                examples.merge(command, line.strip(), (before, next) -> (before + "\n" + next).strip());
            } else {
                command = "";
            }
        }
        return examples;
    }

    private static String asDigShows(Message answer) {
        List<Record> records = answer.getSection(Section.ANSWER);
        return records.stream().map(ReadmeTest::asDigShows).collect(Collectors.joining("\n"));
    }

    /** The library shortens neither addresses nor puts all texts in quotes. */
    private static String asDigShows(Record record) {
        return switch (record) {
            case TXTRecord texts ->
                texts.getStrings().stream().map(text -> '"' + text + '"').collect(Collectors.joining(" "));
            case AAAARecord address -> shortest(address.getAddress());
            default -> record.rdataToString();
        };
    }

    private static String shortest(InetAddress address) {
        return address.getHostAddress().replaceFirst("(:0)+:", "::");
    }
}
