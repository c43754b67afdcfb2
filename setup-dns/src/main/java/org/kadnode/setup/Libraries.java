package org.kadnode.setup;

import java.util.stream.Stream;

/** Where a system keeps its libraries. */
final class Libraries {

    private Libraries() {}

    /** The folders of each architecture, and those of all, whether they exist or not. */
    static Stream<String> folders(Tree tree) {
        return Stream.of("/usr/lib", "/lib", "/usr/lib64", "/lib64")
                .flatMap(lib -> Stream.concat(
                        tree.names(lib).stream()
                                .filter(name -> name.contains("-linux-gnu"))
                                .map(name -> lib + "/" + name),
                        Stream.of(lib)));
    }
}
