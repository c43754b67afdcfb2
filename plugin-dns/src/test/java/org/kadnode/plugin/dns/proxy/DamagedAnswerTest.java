package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Answers with a few bits and bytes changed: each is an answer to the question or none, and never a surprise. */
class DamagedAnswerTest {

    private static final Name NAME = Name.fromConstantString("Www.some-where.EXAMPLE.org.");
    private static final int ROUNDS = 2000;

    private final UpstreamQuery question = new UpstreamQuery(NAME, Type.A, true, false);

    @Property(tries = 30_000)
    void anyBytesAreJudged(@ForAll long seed) throws Exception {
        WireQuery query = WireQuery.plain(question, true, WireQuery.Letters.MIXED, new Random(seed));
        byte[] damaged = Damage.to(answer(query), new Random(seed));

        if (query.judge(damaged) instanceof WireQuery.Fits fits) {
            assertEquals(NAME.toString(), fits.message().getQuestion().getName().toString());
            assertEquals(Type.A, fits.message().getQuestion().getType());
            assertArrayEquals(Arrays.copyOf(query.bytes(), 2), Arrays.copyOf(damaged, 2));
            assertTrue(fits.message().toWire().length >= damaged.length / 100, "can be written again");
        }
    }

    @Property(tries = 5)
    void forwardingEndsInAnAnswerOrInItsOneException(@ForAll long seed) throws Exception {
        AtomicReference<Random> damage = new AtomicReference<>(new Random(seed));
        FakeUpstream.Script script = query -> {
            query.send(Damage.to(query.answerWith("192.0.2.1").toWire(), damage.get()));
            query.answer("192.0.2.1");
        };
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", script);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            for (int round = 0; round < ROUNDS; round++) {
                damage.set(new Random(seed + round));
                try {
                    Message answer = asking.ask("www.example.org");
                    assertEquals(
                            "www.example.org.", answer.getQuestion().getName().toString());
                } catch (ForwardException e) {
                    assertFalse(String.valueOf(e.getMessage()).isEmpty());
                }
            }
            assertTrue(asking.status().ignored().getOrDefault("malformed", 0L) > 0);
        }
    }

    /** An answer with records of several types. */
    static byte[] answer(WireQuery query) throws IOException {
        Message asked = new Message(query.bytes());
        Message answer = new Message(asked.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(asked.getQuestion(), Section.QUESTION);
        Name name = asked.getQuestion().getName();
        Name target = new Name("alias", name);
        for (Record record : new Record[] {
            new CNAMERecord(name, DClass.IN, 60, target),
            new ARecord(target, DClass.IN, 60, InetAddress.getByName("192.0.2.1")),
            new AAAARecord(target, DClass.IN, 60, InetAddress.getByName("2001:db8::1")),
            new TXTRecord(target, DClass.IN, 60, "text")
        }) {
            answer.addRecord(record, Section.ANSWER);
        }
        answer.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        return answer.toWire();
    }
}
