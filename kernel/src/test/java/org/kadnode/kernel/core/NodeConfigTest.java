package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.plugins.Family;

class NodeConfigTest {

    private static final Id ID = new Id(1, 2, 3);

    @Test
    void familiesHaveOneOrderWhateverTheyCameIn() {
        Set<Family> backwards = new LinkedHashSet<>(List.of(Family.IPV6, Family.IPV4));
        NodeConfig config = new NodeConfig(ID, backwards, 6881, true, Limits.DEFAULT);
        assertEquals(List.of(Family.IPV4, Family.IPV6), List.copyOf(config.families()));
    }

    @Test
    void refusesAnIsolationThatTakesRoomFromPackets() {
        Opaque long17 = Opaque.of(new byte[17]);
        assertThrows(
                IllegalArgumentException.class,
                () -> new NodeConfig(ID, Set.of(Family.IPV4), 1, true, "tag", Set.of(), long17, Limits.DEFAULT));
    }

    @Test
    void refusesANodeWithoutFamily() {
        assertThrows(IllegalArgumentException.class, () -> new NodeConfig(ID, Set.of(), 6881, true, Limits.DEFAULT));
    }
}
