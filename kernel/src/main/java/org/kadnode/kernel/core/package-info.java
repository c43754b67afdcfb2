/** The pure half: it reads no clock, starts no thread, and touches no socket and no file. */
package org.kadnode.kernel.core;
