package org.kadnode.kernel.os;

import java.lang.foreign.Linker;

/** Calls into the C library; the form for Java 22 and newer. */
public final class NativeCalls {
    private NativeCalls() {}

    /**
     * Tells whether the C library can be called at all.
     *
     * @return whether the C library has what we call
     */
    public static boolean available() {
        return Linker.nativeLinker().defaultLookup().find("getpid").isPresent();
    }
}
