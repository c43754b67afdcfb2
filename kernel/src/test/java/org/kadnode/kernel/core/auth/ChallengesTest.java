package org.kadnode.kernel.core.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.SecretKey;

class ChallengesTest {

    private static final Id ID = new Id(1, 2, 3);
    private static final SecretKey KEY = Ed25519.ofSeed(new byte[32]);
    private static final Endpoint OWNER = new Endpoint(Address.v4(0x01020304), 6881);
    private static final Endpoint IMPOSTOR = new Endpoint(Address.v4(0x01020305), 6881);

    private final List<AuthPacket.Challenge> sent = new ArrayList<>();
    private final List<Long> sentAt = new ArrayList<>();
    private final List<String> verdicts = new ArrayList<>();
    private long now;

    private final Challenges challenges = new Challenges(2, new Random(1), new Challenges.Events() {
        @Override
        public void challenge(Endpoint target, ByteBuffer payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            sent.add((AuthPacket.Challenge)
                    AuthPacket.decode(bytes, bytes.length).orElseThrow());
            sentAt.add(now);
        }

        @Override
        public void verified(long when, Id id, Endpoint claimant) {
            verdicts.add("verified " + claimant);
        }

        @Override
        public void unverified(long when, Id id, Endpoint claimant) {
            verdicts.add("unverified " + claimant);
        }
    });

    @Test
    void ownerIsVerifiedByItsFirstAnswer() {
        challenges.begin(now, ID, KEY.publicKey(), OWNER);
        assertTrue(challenges.answered(5, OWNER, AuthPacket.answer(sent.get(0), KEY)));
        assertEquals(List.of("verified 1.2.3.4:6881"), verdicts);
        assertEquals(Long.MAX_VALUE, challenges.wakeAt());
    }

    @Test
    void answerMayComeFromAnotherPortOfTheAddress() {
        challenges.begin(now, ID, KEY.publicKey(), OWNER);

        assertTrue(challenges.answered(5, new Endpoint(OWNER.address(), 9), AuthPacket.answer(sent.get(0), KEY)));
    }

    @Test
    void sameBytesAreSentTenTimesThenTheClaimIsNotProved() {
        challenges.begin(now, ID, KEY.publicKey(), OWNER);
        while (challenges.wakeAt() != Long.MAX_VALUE) {
            now = challenges.wakeAt();
            challenges.wake(now);
        }

        assertEquals(List.of(0L, 200L, 600L, 1400L, 2400L, 3400L, 4400L, 5400L, 6400L, 7400L), sentAt);
        assertEquals(1, Set.copyOf(sent).size());
        assertEquals(List.of("unverified 1.2.3.4:6881"), verdicts);
    }

    @Test
    void impostorIsNotVerified() {
        SecretKey other = Ed25519.generate(new Random(7));
        challenges.begin(now, ID, KEY.publicKey(), IMPOSTOR);
        AuthPacket.Answer wrong = AuthPacket.answer(sent.get(0), other);

        assertFalse(challenges.answered(1, IMPOSTOR, wrong));
        assertFalse(challenges.answered(2, IMPOSTOR, wrong));
        assertEquals(List.of(), verdicts);
        assertFalse(challenges.answered(3, IMPOSTOR, wrong));
        assertEquals(List.of("unverified 1.2.3.5:6881"), verdicts);
    }

    @Test
    void replayedOrMisdirectedAnswerIsIgnored() {
        challenges.begin(now, ID, KEY.publicKey(), OWNER);
        AuthPacket.Answer answer = AuthPacket.answer(sent.get(0), KEY);
        challenges.answered(1, OWNER, answer);
        challenges.begin(2, ID, KEY.publicKey(), OWNER);

        assertFalse(challenges.answered(3, OWNER, answer), "replayed");
        assertFalse(challenges.answered(3, IMPOSTOR, AuthPacket.answer(sent.get(1), KEY)), "from elsewhere");
        AuthPacket.Answer right = AuthPacket.answer(sent.get(1), KEY);
        assertFalse(
                challenges.answered(
                        3, OWNER, new AuthPacket.Answer(new Id(9, 9, 9), right.signature(), right.random())),
                "for another name");
        assertTrue(challenges.answered(4, OWNER, right));
    }

    @Test
    void oneClaimIsChallengedOnceAndAllAreBounded() {
        assertTrue(challenges.begin(now, ID, KEY.publicKey(), OWNER));
        assertTrue(challenges.begin(now, ID, KEY.publicKey(), OWNER));
        assertEquals(1, sent.size());

        assertTrue(challenges.begin(now, ID, KEY.publicKey(), IMPOSTOR));
        assertFalse(challenges.begin(now, new Id(4, 5, 6), KEY.publicKey(), OWNER));
    }
}
