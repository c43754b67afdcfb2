/** The vocabulary of the core: identifiers, addresses, limits. Knows nothing else of the core. */
package org.kadnode.kernel.core.model;
