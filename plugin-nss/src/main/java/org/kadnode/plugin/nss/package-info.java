/** The NSS plugin; {@code module-info} has the tour. */
@NullMarked
package org.kadnode.plugin.nss;

import org.jspecify.annotations.NullMarked;
