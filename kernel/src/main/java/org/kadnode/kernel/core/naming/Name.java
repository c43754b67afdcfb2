package org.kadnode.kernel.core.naming;

import java.util.Optional;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;

/**
 * A name that was understood: what is searched for when somebody types it, and who may claim it.
 *
 * @param text the name without the top level domain, in lower case; the public key in hex, if the name is a key
 * @param id the identifier under which it is announced and found
 * @param owner the key that must prove a claim; empty for names that belong to nobody
 * @param secret the secret half, if we are an owner
 * @param record where the owner signs what it says about the name; empty for names that belong to nobody, and for those
 *     that DNS cannot express
 */
public record Name(
        String text, Id id, Optional<PublicKey> owner, Optional<SecretKey> secret, Optional<RecordName> record) {

    /**
     * A name that belongs to nobody.
     *
     * @param text the name
     * @param id the identifier
     * @return the name
     */
    public static Name plain(String text, Id id) {
        return new Name(text, id, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
