package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;

class DnsNamesTest {
    @Test
    void dropsTheDotAtTheEnd() throws Exception {
        assertEquals("example.p2p", DnsNames.relative("example.p2p."));
    }

    @Test
    void libraryIsInsideTheModule() {
        assertEquals(DnsNames.class.getModule(), Name.class.getModule());
    }

    @Test
    void libraryStartsWithoutThePartsWeLeaveOut() {
        assertNotNull(ResolverConfig.getCurrentConfig().servers());
    }
}
