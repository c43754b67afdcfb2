/** The messages of the DHT (BEP 5, BEP 32, BEP 44), and how they are written in bencode. */
package org.kadnode.kernel.core.krpc;
