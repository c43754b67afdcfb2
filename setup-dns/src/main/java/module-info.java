import org.jspecify.annotations.NullMarked;

/**
 * The program {@code kadnode setup-dns}: makes this computer ask KadNode for the names of its network.
 *
 * <p>A tour, in the order of what happens:
 *
 * <ul>
 *   <li>{@code Main} is the program, {@code SetupLine} its words, and a {@code Goal} what the node's settings make of them.
 *   <li>{@code Tree} shows the files of the computer, or of another one below a folder, together with those that are to be
 *       changed.
 *   <li>Each {@code Method} knows one resolver: whether it is in use, and which files make it ask the node. All are in {@code
 *       Methods}.
 *   <li>{@code Diff} shows a {@code Change} before it is made. The {@code Ledger} remembers it, and {@code Undo} takes it
 *       back, with whatever others have changed meanwhile left as it is.
 *   <li>{@code Programs} makes the resolver read its files again.
 * </ul>
 */
@NullMarked
module org.kadnode.setup {
    requires org.kadnode.kernel;
    requires static org.jspecify;
}
