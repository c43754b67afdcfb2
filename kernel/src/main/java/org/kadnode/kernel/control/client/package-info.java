/** The program {@code kadnode-ctl}, which shares nothing with the node but its datagrams. */
package org.kadnode.kernel.control.client;
