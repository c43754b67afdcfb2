package org.kadnode.kernel.os;

import java.util.Optional;

/**
 * Gives access to the C library.
 *
 * <p>This is the form for Java 21, where calling foreign functions is only a preview: there is none. On Java 22 and newer
 * the class of the same name in {@code src/main/java22} takes its place.
 */
final class NativeCalls {
    private NativeCalls() {}

    /** The C library; always empty here. */
    static Optional<CLibrary> library() {
        return Optional.empty();
    }

    /** Datagrams in batches; always empty here. */
    static Optional<DatagramBatch> datagramBatch(int longest) {
        return Optional.empty();
    }
}
