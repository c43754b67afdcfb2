package org.kadnode.kernel.core;

import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.plugins.ResolvedAddress.Proof;

/**
 * What is known of a name, for people to look at.
 *
 * @param id the identifier of the name
 * @param done whether no search for it is under way
 * @param owner the key that must have proved the addresses; empty for a name that belongs to nobody
 * @param signed the newest that the owner has signed, if it was found
 * @param addresses what is handed out now, in the order found
 */
public record ResultView(
        Id id, boolean done, Optional<PublicKey> owner, Optional<RecordView> signed, List<Proved> addresses) {

    /**
     * An address, and how it is known to be right.
     *
     * @param endpoint address and port
     * @param proof the proof
     * @param trust for how many milliseconds it goes on being handed out if it is not found again
     */
    public record Proved(Endpoint endpoint, Proof proof, long trust) {}
}
