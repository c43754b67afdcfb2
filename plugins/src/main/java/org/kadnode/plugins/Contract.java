package org.kadnode.plugins;

/** Facts about this contract itself. */
public final class Contract {
    /** The version of the contract that a plugin names in its manifest as {@code Plugin-Requires}. */
    public static final String VERSION = "1.1.0";

    private Contract() {}
}
