package org.kadnode.kernel.core.naming;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;

/**
 * Turns what a person types into the identifier that is searched for (KadNode 1.0). The top level
 * domain is removed and letters become lower case; then, the first that applies:
 *
 * <ol>
 *   <li>64 hex digits are a public key, 128 a secret key with its public half: the identifier is the
 *       SHA-1 digest of the public key's hex digits,
 *   <li>for a name that a key of the {@link KeyRing} is for, it is that of the public key's hex digits
 *       followed by the name,
 *   <li>40 hex digits are the identifier itself,
 *   <li>any other text has the SHA-1 digest of its bytes as identifier.
 * </ol>
 */
public final class Naming {

    /** The longest name: what DNS can ask (RFC 1035, 2.3.4), a limit of bytes. */
    public static final int LONGEST = 255;

    private static final Pattern RAW = Pattern.compile("[0-9a-f]{40}");

    private final String suffix;
    private final KeyRing keys;

    /**
     * Naming under a top level domain, where no name belongs to anybody.
     *
     * @param topLevelDomain e.g. {@code .p2p}; the first dot may be missing
     */
    public Naming(String topLevelDomain) {
        this(topLevelDomain, KeyRing.EMPTY);
    }

    /**
     * Naming under a top level domain.
     *
     * @param topLevelDomain e.g. {@code .p2p}; the first dot may be missing
     * @param keys whose names belong to their owners
     */
    public Naming(String topLevelDomain, KeyRing keys) {
        this.keys = keys;
        String bare = topLevelDomain.startsWith(".") ? topLevelDomain.substring(1) : topLevelDomain;
        suffix = "." + lowerCase(bare);
    }

    /**
     * The keys that decide which names have an owner.
     *
     * @return the keys
     */
    public KeyRing keys() {
        return keys;
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
        String bare = bare(text);
        int length = bare.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST || bare.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            return Optional.empty();
        }
        Optional<SecretKey> secret = SecretKey.ofHex(bare);
        Optional<PublicKey> owner = secret.map(SecretKey::publicKey).or(() -> PublicKey.ofHex(bare));
        if (owner.isPresent()) {
            String hex = owner.get().toString();
            return Optional.of(new Name(hex, sha1(hex), owner, secret));
        }
        Optional<KeyRing.Entry> entry = keys.keyFor(bare);
        if (entry.isPresent()) {
            PublicKey key = entry.get().publicKey();
            return Optional.of(new Name(
                    bare, sha1(key + bare), Optional.of(key), entry.get().secretKey()));
        }
        return Optional.of(Name.plain(bare, RAW.matcher(bare).matches() ? Id.ofHex(bare) : sha1(bare)));
    }

    /**
     * Understands the pattern of a key.
     *
     * @param text a name with or without the top level domain, or its end after a {@code *}
     * @return the pattern; empty if a {@code *} stands elsewhere than in front, or nothing is left
     */
    public Optional<KeyPattern> parsePattern(String text) {
        boolean open = text.startsWith("*");
        String end = open ? text.substring(1) : text;
        String bare = bare(end);
        boolean wrong = end.contains("*") || bare.chars().anyMatch(c -> c <= ' ' || c == 127);
        return wrong || (bare.isEmpty() && !open) ? Optional.empty() : Optional.of(new KeyPattern(bare, open));
    }

    private String bare(String text) {
        String name = lowerCase(withoutFinalDot(text));
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
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

    private static Id sha1(String text) {
        return Id.sha1(text.getBytes(StandardCharsets.UTF_8));
    }
}
