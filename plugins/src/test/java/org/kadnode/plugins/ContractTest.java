package org.kadnode.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContractTest {
    @Test
    void versionIsSemantic() {
        assertTrue(Contract.VERSION.matches("\\d+\\.\\d+\\.\\d+"), Contract.VERSION);
    }

    @Test
    void runsAsTheShippedModule() {
        assertEquals("org.kadnode.plugins", Contract.class.getModule().getName());
    }
}
