/** The simulated network. */
package org.kadnode.simulator;
