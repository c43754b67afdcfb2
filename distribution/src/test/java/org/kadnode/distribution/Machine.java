package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine it runs on. Where something is missing, the test is skipped and says why; where the
 * environment says {@code CI=true} it fails instead, so that no test drops out of the build unseen.
 */
final class Machine {
    private Machine() {}

    /** Network namespaces: Linux, iproute2, and the right to make them. */
    static void needsNamespaces() throws Exception {
        needsProgram("ip", "iproute2");
        try (Namespace probe = Namespace.create()) {
            need(Program.run(probe, "true").status() == 0, "network namespaces cannot be entered");
        } catch (AssertionError e) {
            need(false, "network namespaces cannot be made (" + e.getMessage() + ")");
        }
    }

    /** Root, for what only root may do. */
    static void needsRoot() throws Exception {
        need(Program.run(Host.LOCAL, "id", "-u").out().strip().equals("0"), "not root");
    }

    /**
     * A program in the path.
     *
     * @param name the program
     * @param debianPackage where it comes from
     */
    static void needsProgram(String name, String debianPackage) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        boolean there = Arrays.stream(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        need(there, "no " + name + " (Debian package " + debianPackage + ")");
    }

    /**
     * A file that is there only if something else was.
     *
     * @param file the file
     * @param whatItTakes what it is made with
     */
    static void needsFile(Path file, String whatItTakes) {
        need(Files.exists(file), "no " + file.getFileName() + " (it takes " + whatItTakes + ")");
    }

    /**
     * A module of the system's Python.
     *
     * @param module the module
     * @param debianPackage where it comes from
     */
    static void needsPythonModule(String module, String debianPackage) throws Exception {
        needsProgram("python3", "python3");
        need(
                Program.run(Host.LOCAL, List.of(PYTHON, "-c", "import " + module))
                                .status()
                        == 0,
                "no Python module " + module + " (Debian package " + debianPackage + ")");
    }

    /** The system's Python, whatever else of that name comes first in the path. */
    static final String PYTHON = "/usr/bin/python3";

    private static void need(boolean there, String whatIsMissing) {
        if (there) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("CI must run every test, but here is " + whatIsMissing);
        }
        System.err.println("SKIPPED: " + whatIsMissing);
        Assumptions.abort(whatIsMissing);
    }

    /**
     * Puts a script of the tests where another program can read it.
     *
     * @param name what it is called among the resources
     * @param folder where it is put
     * @return the file that was written
     */
    static Path script(String name, Path folder) throws IOException {
        try (InputStream text = Objects.requireNonNull(Machine.class.getResourceAsStream(name))) {
            return Files.write(folder.resolve(name), text.readAllBytes());
        }
    }
}
