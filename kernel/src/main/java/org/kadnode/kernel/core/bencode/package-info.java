/** The encoding of all DHT messages (BEP 3). Knows nothing else of the core. */
package org.kadnode.kernel.core.bencode;
