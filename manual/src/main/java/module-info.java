import org.jspecify.annotations.NullMarked;

/**
 * The program {@code kadnode manual}: writes the manual pages and the completion of shells for what is installed, out of the
 * tables of options and commands that the program itself uses.
 */
@NullMarked
module org.kadnode.manual {
    requires org.kadnode.kernel;
    requires static org.jspecify;
}
