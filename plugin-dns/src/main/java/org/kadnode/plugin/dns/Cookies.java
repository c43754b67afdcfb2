package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.xbill.DNS.CookieOption;

/**
 * DNS cookies (RFC 7873) of the form that all servers share (RFC 9018): an asker that brings one back has shown that it gets
 * what is sent to its address.
 *
 * <pre>
 *     client cookie                             8 bytes
 *     version 1, reserved                       1 + 3 bytes
 *     time, seconds since 1970                  4 bytes
 *     SipHash-2-4 of the above and the address  8 bytes
 * </pre>
 */
final class Cookies {

    private static final int CLIENT = 8;
    private static final int SERVER = 16;
    private static final int VERSION = 1;
    private static final int TIME_AT = 4;
    private static final int HASH_AT = 8;

    /** What is accepted, in seconds (RFC 9018, section 4.3). */
    private static final int OLDEST = 3600;

    private static final int FUTURE = 300;

    private final SipHash hash;

    /**
     * Cookies under a key.
     *
     * @param secret 16 random bytes, for as long as the server runs
     */
    Cookies(byte[] secret) {
        this.hash = new SipHash(secret);
    }

    /** Whether an asker has brought back a cookie that we gave to its address lately. */
    boolean isOurs(CookieOption cookie, InetAddress asker, long seconds) {
        return cookie.getServerCookie()
                .filter(server -> isOurs(cookie.getClientCookie(), server, asker, seconds))
                .isPresent();
    }

    private boolean isOurs(byte[] client, byte[] server, InetAddress asker, long seconds) {
        if (server.length != SERVER || server[0] != VERSION) {
            return false;
        }
        int time = ByteBuffer.wrap(server).getInt(TIME_AT);
        // Serial number arithmetic (RFC 1982): the difference is right also when the seconds no longer fit.
        int age = (int) seconds - time;
        return age <= OLDEST && age >= -FUTURE && MessageDigest.isEqual(server, cookie(client, server, time, asker));
    }

    /** The option for an answer: what the asker has sent, and a fresh cookie of ours. */
    CookieOption option(CookieOption cookie, InetAddress asker, long seconds) {
        byte[] client = cookie.getClientCookie();
        return new CookieOption(client, cookie(client, new byte[SERVER], (int) seconds, asker));
    }

    /** A server cookie; the reserved bytes are those of another one, which are covered by the hash. */
    private byte[] cookie(byte[] client, byte[] reserved, int time, InetAddress asker) {
        byte[] address = asker.getAddress();
        byte[] server = Arrays.copyOf(reserved, SERVER);
        server[0] = VERSION;
        ByteBuffer.wrap(server).putInt(TIME_AT, time);
        byte[] hashed = ByteBuffer.allocate(CLIENT + HASH_AT + address.length)
                .put(client)
                .put(server, 0, HASH_AT)
                .put(address)
                .array();
        System.arraycopy(hash.of(hashed), 0, server, HASH_AT, SipHash.LENGTH);
        return server;
    }
}
