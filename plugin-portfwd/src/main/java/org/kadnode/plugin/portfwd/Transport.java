package org.kadnode.plugin.portfwd;

/** A protocol whose ports are forwarded. */
enum Transport {
    UDP(17, 1),
    TCP(6, 2);

    private final int number;
    private final int natPmpOpcode;

    Transport(int number, int natPmpOpcode) {
        this.number = number;
        this.natPmpOpcode = natPmpOpcode;
    }

    /** The number in IP packets, which PCP uses as well. */
    int number() {
        return number;
    }

    /** The operation of NAT-PMP that maps a port of it (RFC 6886, section 3.3). */
    int natPmpOpcode() {
        return natPmpOpcode;
    }
}
