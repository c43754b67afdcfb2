/**
 * The items that nodes of the DHT store for others (BEP 44), how they prove what they are, and what those say that owners
 * of names publish (pkarr).
 */
package org.kadnode.kernel.core.record;
