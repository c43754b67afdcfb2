package org.kadnode.plugins.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Contract;

class TestNodeTest {
    @Test
    void keepsTheContractItWasBuiltWith() {
        assertEquals(Contract.VERSION, new TestNode().contract());
    }
}
