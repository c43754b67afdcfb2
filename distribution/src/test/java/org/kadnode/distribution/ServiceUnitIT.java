package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit for systemd, judged by systemd itself. */
class ServiceUnitIT {

    private static final Path UNIT = Daemon.HOME.resolve("share/systemd/kadnode.service");

    /** The most exposure that we allow, of 10. */
    private static final double MOST_EXPOSED = 3.0;

    @BeforeAll
    static void needsSystemd() {
        Machine.needsProgram("systemd-analyze", "systemd");
    }

    /** It looks whether the program is there that the unit starts, so there has to be a place with that. */
    @Test
    void isValid(@TempDir Path root) throws Exception {
        Path unit =
                Files.createDirectories(root.resolve("usr/lib/systemd/system")).resolve("kadnode.service");
        Files.copy(UNIT, unit);
        Path program = Files.createDirectories(root.resolve("usr/bin")).resolve("kadnode");
        Files.copy(Daemon.HOME.resolve("bin/kadnode"), program);
        for (String target : new String[] {"sysinit", "basic", "shutdown", "network", "nss-lookup", "multi-user"}) {
            Files.writeString(unit.resolveSibling(target + ".target"), "[Unit]\nDescription=" + target + "\n");
        }

        Program.Outcome outcome =
                Program.run(Host.LOCAL, "systemd-analyze", "verify", "--man=no", "--root=" + root, "kadnode.service");
        assertEquals(new Program.Outcome(0, "", ""), outcome);

        // Or it would have been another unit, or none, that was found right.
        Files.writeString(unit, Files.readString(UNIT).replace("Type=notify", "Tipe=notify"));
        Program.Outcome wrong =
                Program.run(Host.LOCAL, "systemd-analyze", "verify", "--man=no", "--root=" + root, "kadnode.service");
        assertTrue(wrong.err().contains("Tipe"), wrong::toString);
    }

    @Test
    void exposesLittle() throws Exception {
        String said = Program.succeed(Host.LOCAL, "systemd-analyze", "security", "--offline=true", UNIT.toString());

        Matcher level = Pattern.compile("Overall exposure level for kadnode.service: ([0-9.]+)")
                .matcher(said);
        assertTrue(level.find(), said);
        System.out.println("systemd rates the exposure of kadnode.service " + level.group(1) + " of 10");
        assertTrue(Double.parseDouble(level.group(1)) <= MOST_EXPOSED, said);
    }

    /** It would end any Java at its first compiled method. */
    @Test
    void letsJavaWriteMachineCode() throws Exception {
        assertFalse(Files.readString(UNIT).contains("\nMemoryDenyWriteExecute="));
    }
}
