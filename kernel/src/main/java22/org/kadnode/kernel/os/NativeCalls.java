package org.kadnode.kernel.os;

import java.util.Optional;

/** Gives access to the C library; the form for Java 22 and newer. */
final class NativeCalls {
    private NativeCalls() {}

    /** The C library; empty if this system is not Linux: numbers and structures differ elsewhere. */
    static Optional<CLibrary> library() {
        return System.getProperty("os.name", "").equals("Linux")
                ? Optional.of(LinuxCLibrary.INSTANCE)
                : Optional.empty();
    }
}
