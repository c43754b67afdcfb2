package org.kadnode.kernel.shell;

import java.util.function.Consumer;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.Output;

/** A moment in which the holder owns the node. Loop thread only, and only until the letter is done. */
interface Turn {

    /** The node. */
    Node node();

    /** The time of this turn on the node's clock, in milliseconds. */
    long now();

    /** Hands an input to the node; what it puts out goes its usual ways. */
    void handle(Input input);

    /** The same, with a look at the outputs on their way. */
    void handle(Input input, Consumer<? super Output> witness);
}
