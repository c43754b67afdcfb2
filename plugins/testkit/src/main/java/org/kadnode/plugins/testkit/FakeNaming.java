package org.kadnode.plugins.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.kadnode.plugins.KadNodeException;

/** How names are understood: as the node does, except that keys give nobody a name. */
final class FakeNaming {

    private static final int LONGEST_NAME = 255;

    /** 256 bits in z-base-32: the last character holds one of them. */
    private static final Pattern KEY = Pattern.compile("[ybndrfg8ejkmcpqxot1uwisza345h769]{51}[yo]");

    /** With the dot in front. */
    private final String domain;

    private final boolean pkarr;

    /**
     * Naming under a top level domain.
     *
     * @param tld e.g. {@code .p2p}; the first dot may be missing
     * @param pkarr whether a public key in z-base-32 is a top level domain, too
     */
    FakeNaming(String tld, boolean pkarr) {
        String written = lowerCase(tld);
        this.domain = written.startsWith(".") ? written : "." + written;
        this.pkarr = pkarr;
    }

    boolean covers(String hostName) {
        String name = withoutFinalDot(hostName);
        String lastLabel = name.substring(name.lastIndexOf('.') + 1);
        return (name.length() > domain.length() && name.endsWith(domain))
                || (pkarr && KEY.matcher(lastLabel).matches());
    }

    /** What all spellings of a name have in common. */
    String key(String name) {
        String key = withoutFinalDot(name);
        if (key.endsWith(domain)) {
            key = key.substring(0, key.length() - domain.length());
        }
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_NAME || key.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new KadNodeException(KadNodeException.Kind.NAME, "'" + name + "' is not a name");
        }
        return key;
    }

    /** A name with the top level domain. */
    String hostName(String name) {
        return covers(name) ? withoutFinalDot(name) : key(name) + domain;
    }

    private static String withoutFinalDot(String name) {
        String lower = lowerCase(name);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** As the node does: ASCII letters only. */
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return lower.toString();
    }

    static String identifier(String name) {
        if (name.matches("[0-9a-f]{40}")) {
            return name;
        }
        try {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
