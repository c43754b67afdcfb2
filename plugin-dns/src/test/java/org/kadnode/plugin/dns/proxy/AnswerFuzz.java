package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What a fuzzer makes of an answer by what it reaches in the code: it answers the question that was asked, or it is none. */
class AnswerFuzz {

    private static final Name NAME = Name.fromConstantString("Www.some-where.EXAMPLE.org.");
    private static final WireQuery QUERY =
            WireQuery.plain(new UpstreamQuery(NAME, Type.A, true, false), true, WireQuery.Letters.MIXED, new Random(1));

    static List<byte[]> answers() throws Exception {
        return List.of(DamagedAnswerTest.answer(QUERY));
    }

    @MethodSource("answers")
    @FuzzTest(maxDuration = "3m", maxExecutions = 2_000_000)
    void isJudged(byte[] answer) {
        if (QUERY.judge(answer) instanceof WireQuery.Fits fits) {
            assertEquals(NAME, fits.message().getQuestion().getName());
            assertEquals(Type.A, fits.message().getQuestion().getType());
            assertTrue(fits.message().toWire().length > 0);
        }
    }
}
