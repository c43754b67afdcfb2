/** Who may ask how much: the blocklist and the rates. */
package org.kadnode.kernel.core.guard;
