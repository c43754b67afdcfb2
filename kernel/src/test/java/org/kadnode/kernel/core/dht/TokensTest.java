package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;

class TokensTest {

    private static final Address A = Address.v4(0x01020304);
    private static final Address B = Address.v4(0x01020305);
    private static final Id ID = new Id(1, 2, 3);
    private static final long MINUTE = 60_000;

    private final Tokens tokens = new Tokens(new Random(1));

    @Test
    void tokenIsBoundToAddressAndIdentifier() {
        Opaque token = tokens.issue(0, A, ID);

        assertEquals(8, token.length());
        assertTrue(tokens.isValid(0, token, A, ID));
        assertFalse(tokens.isValid(0, token, B, ID));
        assertFalse(tokens.isValid(0, token, A, new Id(1, 2, 4)));
        assertFalse(tokens.isValid(0, Opaque.NONE, A, ID));
        assertFalse(tokens.isValid(0, Opaque.of(new byte[8]), A, ID));
    }

    @Test
    void tokenIsHonouredForFiveToTenMinutes() {
        tokens.issue(0, A, ID);
        Opaque late = tokens.issue(5 * MINUTE - 1, A, ID);
        Opaque early = tokens.issue(5 * MINUTE, A, ID);

        assertTrue(tokens.isValid(10 * MINUTE - 1, late, A, ID));
        assertTrue(tokens.isValid(10 * MINUTE, early, A, ID));
        assertFalse(tokens.isValid(10 * MINUTE, late, A, ID));
        assertFalse(tokens.isValid(15 * MINUTE, early, A, ID));
    }

    @Test
    void nothingIsHonouredAfterALongSleep() {
        Opaque token = tokens.issue(0, A, ID);

        assertFalse(tokens.isValid(24 * 60 * MINUTE, token, A, ID));
    }
}
