package org.kadnode.kernel.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Runs twice: over the classes for Java 21, and over those that replace them on newer versions. */
class NativeCallsTest {
    private static final boolean REPLACED = Integer.getInteger("kadnode.test.release", 21) >= 22;

    @Test
    void areThereFromJava22On() {
        assertEquals(REPLACED, NativeCalls.available());
    }
}
