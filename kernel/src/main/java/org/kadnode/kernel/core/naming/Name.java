package org.kadnode.kernel.core.naming;

import org.kadnode.kernel.core.model.Id;

/**
 * A name that was understood: what is searched for when somebody types it.
 *
 * @param text the name without the top level domain, in lower case
 * @param id the identifier under which it is announced and found
 */
public record Name(String text, Id id) {}
