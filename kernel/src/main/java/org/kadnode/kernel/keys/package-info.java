/** The program {@code kadnode keys}, which makes, shows and moves keys of a node whether it runs or not. */
package org.kadnode.kernel.keys;
