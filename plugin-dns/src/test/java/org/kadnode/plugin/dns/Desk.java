package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.kadnode.plugin.dns.proxy.LiteralAddress;
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

    /** The networks to which the machine of the server is attached; a test may change them. */
    volatile Networks networks = new Networks(List.of());

    Desk(Map<String, ?> settings) {
        this(fake(settings));
    }

    /** A node under which nobody waits for more addresses than the first, unless the settings say so. */
    static FakeNode fake(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("dns.settling", "0 s");
        return FakeNode.forPlugin(new DnsPlugin(), all);
    }

    Desk(FakeNode node) {
        this(node, Optional.empty());
    }

    Desk(FakeNode node, Optional<Others> others) {
        this.node = node;
        this.server = new NameServer(
                node,
                DnsSettings.from(node.settings()),
                counters,
                () -> networks,
                others,
                new Admission(Admission.MOST_WAITING),
                new Random(1));
    }

    /** A literal address. */
    static InetAddress address(String literal) {
        return LiteralAddress.endpoint(literal, 1)
                .orElseThrow(() -> new IllegalArgumentException(literal))
                .getAddress();
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

    CompletableFuture<Message> asking(byte[] query) {
        return asking(query, Visitor.overUdp());
    }

    CompletableFuture<Message> asking(byte[] query, Visitor visitor) {
        server.take(query, visitor);
        return visitor.answer()
                .thenApply(answer -> answer.orElseThrow(() -> new IllegalStateException("silence")))
                .thenApply(Desk::parse)
                .orTimeout(REAL_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** What happens on another thread is waited for in real time. */
    static void until(BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(REAL_PATIENCE_SECONDS);
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "in vain");
            Thread.onSpinWait();
        }
    }

    static Message parse(byte[] answer) {
        try {
            return new Message(answer);
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
