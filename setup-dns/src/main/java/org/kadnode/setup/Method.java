package org.kadnode.setup;

import java.util.List;

/** A resolver that can be made to ask the node. */
interface Method {

    /** What the first line says of each file that is all ours. */
    String ORIGIN = "Written by kadnode setup-dns, and taken away by kadnode setup-dns --undo";

    /** The word for {@code --with}, e.g. {@code unbound}. */
    String id();

    /** The name as its makers write it. */
    String title();

    /** Whether it is a name server of its own on this machine; there can be one that programs ask. */
    default boolean isLocalServer() {
        return false;
    }

    /** Whether the programs of the system ask this resolver. */
    boolean isInUse(Tree tree);

    /**
     * Makes the resolver ask the node.
     *
     * @param tree where the files are written, for now only in memory
     * @throws SetupException if it cannot be done
     */
    void plan(Tree tree, Goal goal);

    /**
     * What has to be run so that it takes effect; each a program and its arguments.
     *
     * @param goal what is set up
     */
    List<List<String>> start(Goal goal);

    /** What has to be run after the files are again as they were. */
    List<List<String>> stop();
}
