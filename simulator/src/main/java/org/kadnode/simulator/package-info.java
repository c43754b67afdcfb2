/** The simulated network, its users and the checks on them. */
package org.kadnode.simulator;
