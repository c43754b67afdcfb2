import org.jspecify.annotations.NullMarked;

/** Stand-ins for the node, for the tests of plugins. */
@NullMarked
module org.kadnode.plugins.testkit {
    requires transitive org.kadnode.plugins;
    requires static transitive org.jspecify;

    exports org.kadnode.plugins.testkit;
}
