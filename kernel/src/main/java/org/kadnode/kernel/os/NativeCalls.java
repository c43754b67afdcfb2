package org.kadnode.kernel.os;

/**
 * Calls into the C library.
 *
 * <p>This is the form for Java 21, where calling foreign functions is only a preview: there are none. On Java 22 and newer
 * the class of the same name in {@code src/main/java22} takes its place.
 */
public final class NativeCalls {
    private NativeCalls() {}

    /**
     * Tells whether the C library can be called at all.
     *
     * @return always false here
     */
    public static boolean available() {
        return false;
    }
}
