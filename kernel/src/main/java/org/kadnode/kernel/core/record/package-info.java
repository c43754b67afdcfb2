/** The items that nodes of the DHT store for others (BEP 44), and how they prove what they are. */
package org.kadnode.kernel.core.record;
