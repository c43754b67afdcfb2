package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.settings.Sources.assertRefused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Option;

class OptionTableTest {

    private final OptionTable table = new OptionTable(KernelOptions.all());

    @Test
    void refusesAllOptionsOfAPluginIfOneClashes() {
        Option fine = Option.enable("fine", "a.fine", "Fine.");

        assertRefused(
                "option --port exists already",
                () -> table.add("a", List.of(fine, Option.enable("port", "a.port", "Taken."))));
        assertRefused(
                "option --a-port writes dht.port, which another option writes already",
                () -> table.add("a", List.of(fine, Option.enable("a-port", "dht.port", "Taken."))));
        assertRefused("option --fine exists already", () -> table.add("a", List.of(fine, fine)));
        assertTrue(table.find("fine").isEmpty());
    }

    @Test
    void keepsTheOwnerOfEachOption() {
        table.add("a", List.of(Option.enable("fine", "a.fine", "Fine.")));

        assertEquals("a", table.find("fine").orElseThrow().owner());
        assertEquals(OptionTable.KERNEL, table.find("port").orElseThrow().owner());
        assertEquals("fine", table.entries().getLast().option().name());
    }

    @Test
    void noPluginCanPassForTheKernel() {
        assertRefused("a plugin cannot be called kernel", () -> table.add("kernel", List.of()));
    }
}
