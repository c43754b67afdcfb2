package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Forged answers, of which each leads to another address than the true one. None is ever handed out. */
class SpoofingTest {

    private static final String TRUE = "192.0.2.1";
    private static final String FORGED = "192.0.2.66";
    private static final int MANY = 1000;

    /** What somebody sends who wants to be believed. */
    @FunctionalInterface
    interface Forger {
        void forge(FakeUpstream.Query query) throws IOException;
    }

    static Stream<Named<Forger>> forgers() {
        return Stream.of(
                Named.of("wrong id", query -> {
                    Message forged = query.answerWith(FORGED);
                    forged.getHeader().setID(forged.getHeader().getID() ^ 0x100);
                    query.answer(forged);
                }),
                Named.of("every id but the right one", SpoofingTest::guessIds),
                Named.of("another name", question("www.example.com.", Type.A, DClass.IN)),
                Named.of("another type", question("", Type.AAAA, DClass.IN)),
                Named.of("another class", question("", Type.A, DClass.CH)),
                Named.of("no question", query -> {
                    Message forged = query.answerWith(FORGED);
                    forged.removeAllRecords(Section.QUESTION);
                    query.answer(forged);
                }),
                Named.of("two questions", query -> {
                    Message forged = query.answerWith(FORGED);
                    forged.addRecord(Record.newRecord(query.name(), Type.A, DClass.IN), Section.QUESTION);
                    query.answer(forged);
                }),
                Named.of("letters as they were asked", question("a-long-name.example.org.", Type.A, DClass.IN)),
                Named.of("truncated, letters as they were asked", query -> {
                    Message forged = named(query, Name.fromString("a-long-name.example.org."), Type.A, DClass.IN);
                    forged.getHeader().setFlag(Flags.TC);
                    query.answer(forged);
                }),
                Named.of("no answer but a query", query -> {
                    Message forged = query.answerWith(FORGED);
                    forged.getHeader().unsetFlag(Flags.QR);
                    query.answer(forged);
                }),
                Named.of("another operation", query -> {
                    Message forged = query.answerWith(FORGED);
                    forged.getHeader().setOpcode(Opcode.UPDATE);
                    query.answer(forged);
                }),
                Named.of("cut short", query -> {
                    byte[] forged = query.answerWith(FORGED).toWire();
                    query.send(Arrays.copyOf(forged, forged.length - 3));
                }),
                Named.of("another port", query -> forgeFrom("127.0.0.2", query)),
                Named.of("another address", query -> forgeFrom("127.0.0.3", query)),
                Named.of("garbage", query -> {
                    byte[] forged = new byte[200];
                    new Random(1).nextBytes(forged);
                    query.send(forged);
                }),
                Named.of("nothing", query -> query.send(new byte[0])));
    }

    @ParameterizedTest
    @MethodSource("forgers")
    void forgedAnswerIsIgnoredAndTheTrueOneTaken(Forger forger) throws Exception {
        FakeUpstream.Script script = query -> {
            if (!query.overTcp()) {
                forger.forge(query);
            }
            query.answer(TRUE);
        };
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", script);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertEquals(TRUE, asking.addresses("a-long-name.example.org"), "seed " + asking.seed);
        }
    }

    @ParameterizedTest
    @MethodSource("forgers")
    void forgedAnswerAloneIsNoAnswer(Forger forger) throws Exception {
        FakeUpstream.Script script = query -> {
            if (query.overTcp()) {
                throw new IOException("hang up");
            }
            forger.forge(query);
        };
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", script);
                Asking asking = new Asking(Asking.IMPATIENT, server)) {
            asking.refused("a-long-name.example.org");
        }
    }

    @Test
    void floodOfForgedAnswersLeadsToTcp() throws Exception {
        FakeUpstream.Script script = query -> {
            if (query.overTcp()) {
                query.answer(TRUE);
            } else {
                guessIds(query);
            }
        };
        try (FakeUpstream server = new FakeUpstream("127.0.0.2", script);
                Asking asking = new Asking(Asking.PATIENT, server)) {
            assertEquals(TRUE, asking.addresses("www.example.org"));
            assertEquals(1, asking.status().overTcp());
            assertEquals(
                    (long) PlainExchange.MOST_FLAWED, asking.status().ignored().get("wrong id"));
        }
    }

    private static void guessIds(FakeUpstream.Query query) throws IOException {
        Message forged = query.answerWith(FORGED);
        int id = forged.getHeader().getID();
        for (int guess = 1; guess <= MANY; guess++) {
            forged.getHeader().setID((id + guess) & 0xffff);
            query.answer(forged);
        }
    }

    private static Forger question(String name, int type, int dclass) {
        return query -> query.answer(named(query, name.isEmpty() ? query.name() : Name.fromString(name), type, dclass));
    }

    private static Message named(FakeUpstream.Query query, Name name, int type, int dclass) throws IOException {
        return query.asked(question -> Record.newRecord(name, type, dclass), FORGED);
    }

    private static void forgeFrom(String address, FakeUpstream.Query query) throws IOException {
        byte[] forged = query.answerWith(FORGED).toWire();
        try (DatagramSocket elsewhere = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0))) {
            elsewhere.send(new DatagramPacket(forged, forged.length, query.asker()));
        }
    }
}
