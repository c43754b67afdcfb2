package org.kadnode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.host.PluginHost.Entry;
import org.kadnode.plugins.PluginStatus.State;

class VersionTest {

    @Test
    void isThatOfTheModule() {
        assertTrue(Version.number().matches("[0-9]+\\.[0-9]+\\.[0-9]+.*"), Version.number());
    }

    @Test
    void listsPluginsAsFeaturesLikeKadNode1() {
        List<Entry> plugins =
                List.of(new Entry("dns", "1.1.0", State.LOADED, ""), new Entry("nss", "1.1.0", State.STARTED, ""));

        assertEquals("KadNode v" + Version.number() + " ( cmd dns nss )", Version.text(plugins));
        assertEquals("KadNode v" + Version.number() + " ( cmd )", Version.text(List.of()));
    }

    @Test
    void namesPluginsThatCannotBeUsedWithTheReason() {
        List<Entry> plugins = List.of(
                new Entry("broken.jar", "", State.FAILED, "is no jar"),
                new Entry("dns", "1.1.0", State.LOADED, ""),
                new Entry("web", "2.0", State.DISABLED, "listed in disabled.txt"));

        assertEquals("""
                KadNode v%s ( cmd dns )
                Plugin broken.jar is not used: is no jar
                Plugin web 2.0 is not used: listed in disabled.txt""".formatted(Version.number()), Version.text(plugins));
    }
}
