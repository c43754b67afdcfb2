/** The port forwarding plugin; the module says what is where. */
package org.kadnode.plugin.portfwd;
