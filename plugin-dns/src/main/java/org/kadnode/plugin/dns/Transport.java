package org.kadnode.plugin.dns;

/** How a question came (RFC 1035, section 4.2; RFC 7858). */
enum Transport {
    UDP,
    TCP,
    TLS
}
