package org.kadnode.kernel.core.naming;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kadnode.kernel.core.model.Id;

/**
 * Turns what a person types into the identifier that is searched for (KadNode 1.0). The top level
 * domain is removed and letters become lower case; then
 *
 * <ol>
 *   <li>40 hex digits are the identifier itself,
 *   <li>any other text has the SHA-1 digest of its bytes as identifier.
 * </ol>
 */
public final class Naming {

    /** The longest name: what DNS can ask (RFC 1035, 2.3.4), a limit of bytes. */
    public static final int LONGEST = 255;

    private static final Pattern RAW = Pattern.compile("[0-9a-f]{40}");

    private final String suffix;

    /**
     * Naming under a top level domain.
     *
     * @param topLevelDomain e.g. {@code .p2p}; the first dot may be missing
     */
    public Naming(String topLevelDomain) {
        String bare = topLevelDomain.startsWith(".") ? topLevelDomain.substring(1) : topLevelDomain;
        suffix = "." + lowerCase(bare);
    }

    /**
     * Whether a host name lies under the top level domain.
     *
     * @param hostName a name, with or without the final dot
     * @return true if its last labels are those of the domain, and there is one before them
     */
    public boolean covers(String hostName) {
        String name = lowerCase(withoutFinalDot(hostName));
        return name.length() > suffix.length() && name.endsWith(suffix);
    }

    /**
     * Understands a name.
     *
     * @param text with or without the top level domain
     * @return the name; empty if nothing is left of it, it is too long, or holds white space or control
     *     characters
     */
    public Optional<Name> parse(String text) {
        String name = lowerCase(withoutFinalDot(text));
        String bare = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
        byte[] bytes = bare.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > LONGEST || bare.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            return Optional.empty();
        }
        return Optional.of(new Name(bare, RAW.matcher(bare).matches() ? Id.ofHex(bare) : sha1(bytes)));
    }

    private static String withoutFinalDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** ASCII letters only, as in DNS (RFC 4343) and in KadNode 1.0: other letters have no lower case. */
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return lower.toString();
    }

    private static Id sha1(byte[] bytes) {
        try {
            return Id.of(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new AssertionError(everyPlatformHasIt);
        }
    }
}
