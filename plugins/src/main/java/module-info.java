import org.jspecify.annotations.NullMarked;

/** The contract between the node and its plugins: what a plugin sees of the node, and what it must offer. */
@NullMarked
module org.kadnode.plugins {
    requires static transitive org.jspecify;

    exports org.kadnode.plugins;
}
