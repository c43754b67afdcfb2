/**
 * What a node remembers between two runs, in a folder of its own: keys, and names to announce. Who uses it may be a
 * running node or a program beside it.
 */
package org.kadnode.kernel.state;
