/** The part that a node takes in the DHT of one address family: contacts, look-ups, storage. */
package org.kadnode.kernel.core.dht;
