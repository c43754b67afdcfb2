/** The DNS server. Marked here and not in the module, because the module holds dnsjava's packages too. */
@NullMarked
package org.kadnode.plugin.dns;

import org.jspecify.annotations.NullMarked;
