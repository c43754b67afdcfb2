package org.kadnode.plugins.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Plugin;

class TestNodeTest {
    @Test
    void keepsTheContractItWasBuiltWith() {
        assertEquals(Plugin.CONTRACT_VERSION, new TestNode().contract());
    }
}
