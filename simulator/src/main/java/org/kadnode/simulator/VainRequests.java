package org.kadnode.simulator;

import java.util.HashMap;
import java.util.Map;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.naming.Name;

/**
 * Requests for names that nobody announces: each must be told that the search has ended, and must find
 * nothing.
 */
final class VainRequests {

    /** By then a search must have ended, in milliseconds: that of a node that joins at this moment, too. */
    private static final long PATIENCE = 60_000;

    private final World world;
    private final Map<Long, Host> open = new HashMap<>();

    VainRequests(World world) {
        this.world = world;
    }

    /**
     * Makes a request.
     *
     * @param now the virtual time, in milliseconds
     * @param ticket a ticket of its own
     * @param name a name that nobody announces
     * @param asker who asks
     */
    void ask(long now, long ticket, Name name, Host asker) {
        open.put(ticket, asker);
        asker.tell(now, new Input.Resolve(ticket, name, asker.families()));
        world.queue().add(now + PATIENCE, then -> {
            if (open.remove(ticket) != null && asker.isOpen()) {
                world.checks().violated(then, asker + " was not told that the search for " + name + " has ended");
                asker.tell(then, new Input.Release(ticket));
            }
        });
    }

    /**
     * Hears an output.
     *
     * @return false if it belongs to none of these requests
     */
    boolean hear(long now, Host host, Output output) {
        if (output instanceof Output.Found found && open.get(found.ticket()) == host) {
            world.checks().violated(now, host + " finds what nobody announced: " + found);
            return true;
        }
        if (output instanceof Output.Searching searching && open.get(searching.ticket()) == host) {
            if (searching.progress() == Output.Progress.ENDED) {
                open.remove(searching.ticket());
                // Not at once: the node is in the middle of a call.
                world.queue().add(now, then -> release(then, host, searching.ticket()));
            }
            return true;
        }
        return false;
    }

    private static void release(long now, Host host, long ticket) {
        if (host.isOpen()) {
            host.tell(now, new Input.Release(ticket));
        }
    }
}
