package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class WireQueryTest {

    private static final Name NAME = Name.fromConstantString("Www.some-where.EXAMPLE.org.");
    private static final UpstreamQuery QUESTION = new UpstreamQuery(NAME, Type.A, true, true);

    private final Random random = new Random(7);
    private final WireQuery query = WireQuery.plain(QUESTION, true, WireQuery.Letters.MIXED, random);

    @Test
    void asksWhatWasAsked() throws Exception {
        Message sent = new Message(query.bytes());

        assertEquals(NAME, sent.getQuestion().getName());
        assertEquals(Type.A, sent.getQuestion().getType());
        assertEquals(DClass.IN, sent.getQuestion().getDClass());
        assertTrue(sent.getHeader().getFlag(Flags.RD));
        assertTrue(sent.getHeader().getFlag(Flags.CD));
        assertFalse(sent.getHeader().getFlag(Flags.QR));
        assertEquals(ExtendedFlags.DO, sent.getOPT().getFlags());
        assertEquals(1232, sent.getOPT().getPayloadSize());
    }

    @Test
    void leavesOutWhatWasNotAskedFor() throws Exception {
        UpstreamQuery bare = new UpstreamQuery(NAME, Type.TXT, false, false);

        Message edns = new Message(
                WireQuery.plain(bare, true, WireQuery.Letters.AS_ASKED, random).bytes());
        Message old = new Message(
                WireQuery.plain(bare, false, WireQuery.Letters.AS_ASKED, random).bytes());

        assertFalse(edns.getHeader().getFlag(Flags.CD));
        assertEquals(0, edns.getOPT().getFlags());
        assertEquals(null, old.getOPT());
        assertEquals(NAME.toString(), old.getQuestion().getName().toString());
    }

    @Test
    void idsAndLettersAreDrawnEachTime() throws Exception {
        Set<Integer> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int queries = 0; queries < 200; queries++) {
            Message sent = new Message(WireQuery.plain(QUESTION, true, WireQuery.Letters.MIXED, random)
                    .bytes());
            ids.add(sent.getHeader().getID());
            names.add(sent.getQuestion().getName().toString());
            assertEquals(NAME, sent.getQuestion().getName());
        }

        assertTrue(ids.size() > 190, ids.size() + " ids");
        assertTrue(names.size() > 190, names.size() + " names");
    }

    @Test
    void nothingButLettersIsChanged() throws Exception {
        Name odd = new Name(new byte[] {3, 0x40, 0x5b, 0x7b, 2, (byte) 0xc1, 0x41, 0});

        for (int queries = 0; queries < 100; queries++) {
            byte[] bytes = WireQuery.plain(
                            new UpstreamQuery(odd, Type.A, false, false), true, WireQuery.Letters.MIXED, random)
                    .bytes();
            assertArrayEquals(new byte[] {3, 0x40, 0x5b, 0x7b, 2, (byte) 0xc1}, Arrays.copyOfRange(bytes, 12, 18));
            assertEquals('a', bytes[18] | 0x20);
        }
    }

    @Test
    void paddedQueriesFillBlocks() throws Exception {
        for (int length = 1; length < 60; length++) {
            Name name = Name.fromString("a".repeat(length) + ".example.org.");
            byte[] bytes = WireQuery.padded(new UpstreamQuery(name, Type.A, false, false), 4711)
                    .bytes();

            assertEquals(128, bytes.length);
            assertEquals(4711, new Message(bytes).getHeader().getID());
            assertEquals(name, new Message(bytes).getQuestion().getName());
        }
    }

    @Test
    void answerComesWithTheLettersThatWereAsked() throws Exception {
        Message answer = answer();
        answer.addRecord(new CNAMERecord(sentName(), DClass.IN, 60, new Name("alias", sentName())), Section.ANSWER);

        WireQuery.Fits fits = assertInstanceOf(WireQuery.Fits.class, query.judge(answer.toWire()));

        assertTrue(fits.sameCase());
        assertEquals(NAME.toString(), fits.message().getQuestion().getName().toString());
        for (Record record : fits.message().getSection(Section.ANSWER)) {
            assertEquals(NAME.toString(), record.getName().toString());
        }
    }

    @Test
    void otherLettersAreTold() throws Exception {
        Name lower = NAME.canonicalize();

        WireQuery.Fits fits = assertInstanceOf(WireQuery.Fits.class, query.judge(asked(lower, Type.A, DClass.IN)));

        assertFalse(fits.sameCase());
        assertEquals(NAME.toString(), fits.message().getQuestion().getName().toString());
    }

    @Test
    void anotherQuestionIsNotAnswered() throws Exception {
        assertFlaw(Flaw.WRONG_QUESTION, asked(Name.fromString("www.example.org."), Type.A, DClass.IN));
        assertFlaw(Flaw.WRONG_QUESTION, asked(sentName(), Type.AAAA, DClass.IN));
        assertFlaw(Flaw.WRONG_QUESTION, asked(sentName(), Type.A, DClass.CH));
        Message none = answer();
        none.removeAllRecords(Section.QUESTION);
        assertFlaw(Flaw.WRONG_QUESTION, none.toWire());
        Message two = answer();
        two.addRecord(Record.newRecord(sentName(), Type.A, DClass.IN), Section.QUESTION);
        assertFlaw(Flaw.WRONG_QUESTION, two.toWire());
    }

    @Test
    void anotherIdIsNotAnswered() throws Exception {
        Message other = answer();
        other.getHeader().setID(other.getHeader().getID() ^ 1);

        assertFlaw(Flaw.WRONG_ID, other.toWire());
    }

    @Test
    void whatIsNoAnswerIsMalformed() throws Exception {
        assertFlaw(Flaw.MALFORMED, query.bytes());
        assertFlaw(Flaw.MALFORMED, new byte[0]);
        assertFlaw(Flaw.MALFORMED, Arrays.copyOf(answer().toWire(), 11));
        Message notify = answer();
        notify.getHeader().setOpcode(Opcode.NOTIFY);
        assertFlaw(Flaw.MALFORMED, notify.toWire());
        Message twice = answer();
        twice.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        twice.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        assertFlaw(Flaw.MALFORMED, twice.toWire());
    }

    @Test
    void recordsThatAreOnlyPromisedAreMalformed() throws Exception {
        byte[] answer = answer().toWire();
        answer[6] = (byte) 0xff;
        answer[7] = (byte) 0xff;

        assertFlaw(Flaw.MALFORMED, answer);
    }

    /** A list of services without any (RFC 1035, section 3.4.2) is read by the library, and fails where it is written. */
    @Test
    void recordsThatCannotBeWrittenAgainAreMalformed() throws Exception {
        byte[] noServices = HexFormat.of().parseHex("c00c" + "000b0001" + "0000003c" + "0005" + "c0000201" + "06");
        byte[] plain = answer().toWire();
        byte[] answer = Arrays.copyOf(plain, plain.length + noServices.length);
        System.arraycopy(noServices, 0, answer, plain.length, noServices.length);
        answer[7] = 2;

        assertFlaw(Flaw.MALFORMED, answer);
    }

    @Test
    void truncationCountsOnlyWithTheRightLetters() throws Exception {
        Message cut = answer();
        cut.getHeader().setFlag(Flags.TC);
        assertInstanceOf(WireQuery.Truncated.class, query.judge(cut.toWire()));

        byte[] others = asked(NAME.canonicalize(), Type.A, DClass.IN);
        others[2] |= 2;
        assertInstanceOf(WireQuery.Fits.class, query.judge(others));
    }

    @Test
    void failureNeedsNoQuestionButSuccessDoes() throws Exception {
        Message bare = answer();
        bare.removeAllRecords(Section.QUESTION);
        bare.removeAllRecords(Section.ANSWER);
        bare.getHeader().setRcode(Rcode.FORMERR);
        WireQuery.Bare verdict = assertInstanceOf(WireQuery.Bare.class, query.judge(bare.toWire()));
        assertEquals(Rcode.FORMERR, verdict.code());

        bare.getHeader().setRcode(Rcode.NXDOMAIN);
        assertFlaw(Flaw.WRONG_QUESTION, bare.toWire());
    }

    private void assertFlaw(Flaw flaw, byte[] answer) {
        assertEquals(new WireQuery.Flawed(flaw), query.judge(answer));
    }

    private Name sentName() throws IOException {
        return new Message(query.bytes()).getQuestion().getName();
    }

    private Message answer() throws IOException {
        return new Message(asked(sentName(), Type.A, DClass.IN));
    }

    private byte[] asked(Name name, int type, int dclass) throws IOException {
        Message answer = new Message(new Message(query.bytes()).getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(Record.newRecord(name, type, dclass), Section.QUESTION);
        answer.addRecord(new ARecord(name, DClass.IN, 60, InetAddress.getByName("192.0.2.1")), Section.ANSWER);
        return answer.toWire();
    }
}
