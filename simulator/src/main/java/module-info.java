import org.jspecify.annotations.NullMarked;

/** Thousands of nodes in one process, under a time and a chance of our own making. */
@NullMarked
module org.kadnode.simulator {
    requires org.kadnode.kernel;
    requires static org.jspecify;
}
