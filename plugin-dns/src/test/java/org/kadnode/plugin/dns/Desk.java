package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server over a fake node, asked without sockets. */
final class Desk {

    /** A test that waits for an answer in vain is to fail, not to hang. */
    private static final long REAL_PATIENCE_SECONDS = 20;

    final FakeNode node;
    final Counters counters = new Counters();
    final NameServer server;

    Desk(Map<String, ?> settings) {
        this(FakeNode.forPlugin(new DnsPlugin(), settings));
    }

    Desk(FakeNode node) {
        this.node = node;
        this.server = new NameServer(node, DnsSettings.from(node.settings()), counters);
    }

    static Message query(String name, int type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name + "."), type, DClass.IN));
    }

    /** The answer to a question that need not wait. */
    Message ask(String name, int type) {
        return ask(query(name, type).toWire());
    }

    Message ask(byte[] query) {
        try {
            return asking(query).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** A question that waits for its answer on a thread of its own. */
    CompletableFuture<Message> asking(String name, int type) {
        return asking(query(name, type).toWire());
    }

    private CompletableFuture<Message> asking(byte[] query) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(parse(reply(query)));
            } catch (InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(REAL_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Reply reply(byte[] query) throws InterruptedException {
        return switch (server.receive(query)) {
            case NameServer.Silence silence -> throw new IllegalStateException("silence");
            case NameServer.Now now -> now.reply();
            case NameServer.Later later -> server.answer(later);
        };
    }

    static Message parse(Reply reply) {
        try {
            return new Message(reply.datagram());
        } catch (IOException e) {
            throw new AssertionError("an answer that cannot be read", e);
        }
    }

    /** The data of a section, one record a line. */
    static String data(Message message, int section) {
        StringBuilder lines = new StringBuilder();
        for (Record record : message.getSection(section)) {
            lines.append(lines.isEmpty() ? "" : "\n").append(record.rdataToString());
        }
        return lines.toString();
    }

    static String answers(Message message) {
        return data(message, Section.ANSWER);
    }

    static void assertCode(int code, Message answer) {
        assertEquals(Rcode.string(code), Rcode.string(answer.getRcode()));
    }

    /** No such name or no such data, as the authority for a zone says it. */
    static void assertNegative(int code, String zone, Message answer) {
        assertCode(code, answer);
        assertEquals("", answers(answer));
        assertTrue(answer.getHeader().getFlag(Flags.AA));
        assertEquals(zone, zone(answer));
    }

    /** Whose SOA comes with a negative answer. */
    static String zone(Message answer) {
        assertEquals(1, answer.getSection(Section.AUTHORITY).size());
        Record soa = answer.getSection(Section.AUTHORITY).getFirst();
        assertEquals(Type.SOA, soa.getType());
        return soa.getName().toString();
    }
}
