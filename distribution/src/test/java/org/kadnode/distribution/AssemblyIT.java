package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AssemblyIT {
    private static final Path HOME = Path.of(Objects.requireNonNull(System.getProperty("kadnode.home")));
    private static final Path JAVA = Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java");

    @Test
    void kernelResolvesFromLib() throws Exception {
        String said = run(List.of(
                JAVA.toString(), "-p", HOME.resolve("lib").toString(), "--describe-module", "org.kadnode.kernel"));
        assertTrue(said.startsWith("org.kadnode.kernel"), said);
    }

    @Test
    void pluginResolvesBesideTheKernel() throws Exception {
        String path = HOME.resolve("lib") + System.getProperty("path.separator") + HOME.resolve("plugins");
        run(List.of(
                JAVA.toString(),
                "-p",
                path,
                "--add-modules",
                "org.kadnode.kernel,org.kadnode.plugin.dns,org.kadnode.plugin.lpd,org.kadnode.plugin.nss,"
                        + "org.kadnode.plugin.portfwd,org.kadnode.plugin.web,org.slf4j.jul",
                "--validate-modules"));
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still running");
        assertEquals(0, process.exitValue(), said);
        return said;
    }
}
