/** The program {@code kadnode setup-dns}. */
package org.kadnode.setup;
