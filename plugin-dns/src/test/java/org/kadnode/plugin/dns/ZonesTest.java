package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

class ZonesTest {

    @ParameterizedTest
    @ValueSource(strings = {".p2p", "p2p"})
    void announcedNameLiesUnderTheDomainHoweverThatIsWritten(String domain) {
        Zones zones = new Zones(domain, 2);

        assertEquals(Optional.of(Name.fromConstantString("www.foo.p2p.")), zones.under("www.foo"));
        assertEquals(Optional.empty(), zones.under("a".repeat(64)));
    }
}
