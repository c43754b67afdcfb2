package org.kadnode.plugin.portfwd;

/**
 * A port of this machine that is to be reached from outside.
 *
 * @param transport UDP or TCP
 * @param port 1 to 65535
 */
record InsidePort(Transport transport, int port) {

    InsidePort {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(port + " is not a port");
        }
    }

    /** As people read it, e.g. {@code UDP 6881}. */
    @Override
    public String toString() {
        return transport + " " + port;
    }
}
