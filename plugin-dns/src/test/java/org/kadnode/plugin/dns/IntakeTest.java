package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class IntakeTest {

    private static final Name FOO = Name.fromConstantString("foo.p2p.");

    private final Desk desk = new Desk(Desk.fake(Map.of()).found("foo.p2p", "192.0.2.1:80"));

    @Test
    void questionIsUnderstood() {
        Message query = Desk.query("foo.p2p", Type.A);

        Intake.Sound asked = assertInstanceOf(Intake.Sound.class, Intake.read(query.toWire()));

        assertEquals(FOO, asked.asked().name());
        assertEquals(Type.A, asked.asked().type());
        assertEquals(512, asked.inquiry().room());
    }

    @Test
    void answersAreNeverAnswered() {
        Message query = Desk.query("foo.p2p", Type.A);
        query.getHeader().setFlag(Flags.QR);

        assertInstanceOf(Intake.Noise.class, Intake.read(query.toWire()));
    }

    @Test
    void whatIsTooShortForAHeaderIsNeverAnswered() {
        byte[] query = Desk.query("foo.p2p", Type.A).toWire();

        for (int length = 0; length < 12; length++) {
            assertInstanceOf(Intake.Noise.class, Intake.read(Arrays.copyOf(query, length)));
        }
    }

    @Test
    void whatIsCutOffIsMalformed() {
        byte[] query = Desk.query("foo.p2p", Type.A).toWire();

        for (int length = 12; length < query.length; length++) {
            assertEquals("FORMERR", code(Arrays.copyOf(query, length)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcode.IQUERY, Opcode.STATUS, 3, Opcode.NOTIFY, Opcode.UPDATE, Opcode.DSO, 15})
    void otherOperationsAreNotImplemented(int opcode) {
        Message query = Desk.query("foo.p2p", Type.A);
        query.getHeader().setOpcode(opcode);

        Message answer = flaw(query.toWire());

        assertEquals(Rcode.NOTIMP, answer.getRcode());
        assertEquals(opcode, answer.getHeader().getOpcode());
        assertEquals(query.getHeader().getID(), answer.getHeader().getID());
        assertTrue(answer.getHeader().getFlag(Flags.RD));
    }

    @Test
    void questionsByTheDozenOrNoneAreMalformed() {
        Message none = new Message();
        Message two = Desk.query("foo.p2p", Type.A);
        two.addRecord(Record.newRecord(FOO, Type.AAAA, DClass.IN), Section.QUESTION);

        assertEquals("FORMERR", code(none.toWire()));
        assertEquals("FORMERR", code(two.toWire()));
    }

    @Test
    void countsBeyondReasonAreMalformedBeforeTheyAreBelieved() {
        byte[] query = Desk.query("foo.p2p", Type.A).toWire();
        query[6] = query[8] = query[10] = (byte) 0xff;

        assertEquals("FORMERR", code(query));
    }

    @ParameterizedTest
    @CsvSource({"CH, REFUSED", "HS, REFUSED", "ANY, REFUSED", "NONE, REFUSED"})
    void otherClassesAreRefused(String dclass, String code) {
        Record question = Record.newRecord(FOO, Type.A, DClass.value(dclass));

        assertEquals(code, code(Message.newQuery(question).toWire()));
    }

    @ParameterizedTest
    @CsvSource({"AXFR, REFUSED", "IXFR, REFUSED", "MAILA, NOTIMP", "MAILB, NOTIMP", "TKEY, NOTIMP", "OPT, FORMERR"})
    void typesThatAreNoDataHaveTheirCodes(String type, String code) {
        // Written as bytes: dnsjava itself declines to ask for some of them.
        byte[] query = Desk.query("foo.p2p", Type.A).toWire();
        int value = Type.value(type);
        query[query.length - 4] = (byte) (value >> 8);
        query[query.length - 3] = (byte) value;

        assertEquals(code, code(query));
    }

    @Test
    void newerEdnsIsToldTheVersionWeSpeak() {
        Message answer = flaw(with(new OPTRecord(1232, 0, 1)));

        assertEquals(Rcode.BADVERS, answer.getRcode());
        assertEquals(0, answer.getOPT().getVersion());
        assertEquals(FOO, answer.getQuestion().getName());
    }

    @Test
    void secondOptRecordIsMalformed() {
        assertEquals("FORMERR", code(with(new OPTRecord(1232, 0, 0), new OPTRecord(1232, 0, 0))));
    }

    @Test
    void unknownOptionsAndFlagsOfEdnsAreIgnored() {
        OPTRecord opt = new OPTRecord(1232, 0, 0, 0x4001, new GenericEDNSOption(100, new byte[] {1, 2, 3}));

        assertInstanceOf(Intake.Sound.class, Intake.read(with(opt)));
    }

    @ParameterizedTest
    @CsvSource({"0, 512", "511, 512", "512, 512", "900, 900", "1232, 1232", "4096, 1232", "65535, 1232"})
    void roomIsWhatBothSidesCanTake(int theirs, int room) {
        Intake.Sound asked = assertInstanceOf(Intake.Sound.class, Intake.read(with(new OPTRecord(theirs, 0, 0))));

        assertEquals(room, asked.inquiry().room());
    }

    @Test
    void ednsIsAnsweredWithEdnsAndOnlyThen() {
        Message answer = desk.ask(with(new OPTRecord(1232, 0, 0, ExtendedFlags.DO | 0x4001)));

        assertEquals(1232, answer.getOPT().getPayloadSize());
        assertEquals(ExtendedFlags.DO, answer.getOPT().getFlags());
        assertNull(desk.ask(with()).getOPT());
    }

    @Test
    void damagedRecordsAreMalformed() {
        // An OPT record whose option claims more bytes than there are.
        byte[] tail = HexFormat.of().parseHex("0000290200000000000004" + "000a00ff");
        byte[] query = Desk.query("foo.p2p", Type.A).toWire();
        byte[] damaged = Arrays.copyOf(query, query.length + tail.length);
        System.arraycopy(tail, 0, damaged, query.length, tail.length);
        damaged[11] = 1;

        assertEquals("FORMERR", code(damaged));
    }

    private static byte[] with(OPTRecord... records) {
        Message query = Desk.query("foo.p2p", Type.A);
        for (OPTRecord record : records) {
            query.addRecord(record, Section.ADDITIONAL);
        }
        return query.toWire();
    }

    private String code(byte[] query) {
        return Rcode.string(flaw(query).getRcode());
    }

    private Message flaw(byte[] query) {
        assertInstanceOf(Intake.Flawed.class, Intake.read(query));
        return desk.ask(query);
    }
}
