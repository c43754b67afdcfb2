package org.kadnode.plugin.dns.proxy;

import org.xbill.DNS.Name;

/**
 * What an upstream is asked, of class IN.
 *
 * @param name an absolute name; the case of its letters comes back in the answer
 * @param type the type of the records
 * @param wantsDnssec the flag DO: signatures are to come along (RFC 3225)
 * @param checksItself the flag CD: the upstream is not to withhold what it cannot verify (RFC 4035, section 3.2.2)
 */
public record UpstreamQuery(Name name, int type, boolean wantsDnssec, boolean checksItself) {

    /** Refuses a relative name, which has no form on the wire. */
    public UpstreamQuery {
        if (!name.isAbsolute()) {
            throw new IllegalArgumentException("not an absolute name: " + name);
        }
    }
}
