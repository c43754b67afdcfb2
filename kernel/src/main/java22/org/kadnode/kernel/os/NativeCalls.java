package org.kadnode.kernel.os;

import java.util.Optional;

/** Gives access to the C library; the form for Java 22 and newer. */
final class NativeCalls {
    private NativeCalls() {}

    /** The C library; empty if this system is not Linux: numbers and structures differ elsewhere. */
    static Optional<CLibrary> library() {
        return isLinux() ? Optional.of(LinuxCLibrary.INSTANCE) : Optional.empty();
    }

    /** Datagrams in batches; empty also if that is not allowed to us, since nobody asked for it who could be told. */
    static Optional<DatagramBatch> datagramBatch(int longest) {
        if (!isLinux() || !NativeCalls.class.getModule().isNativeAccessEnabled()) {
            return Optional.empty();
        }
        try {
            return LinuxDatagramBatch.open(longest);
        } catch (LinkageError notInThisLibrary) {
            return Optional.empty();
        }
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").equals("Linux");
    }
}
