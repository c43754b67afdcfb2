package org.kadnode.kernel.core.naming;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.RecordKey;
import org.kadnode.kernel.core.model.SecretKey;

/**
 * Turns what a person types into the identifier that is searched for (KadNode 1.0), and the record that the owner signs.
 * The top level domain is removed and letters become lower case; then, the first that applies:
 *
 * <ol>
 *   <li>64 hex digits are a public key, 128 a secret key with its public half, 52 characters of base 32 a public key too:
 *       the identifier is the SHA-1 digest of the public key's hex digits,
 *   <li>for what lies below a public key, it is that of what stands before it, a dot, and the public key's hex digits,
 *   <li>for a name that a key of the {@link KeyRing} is for, or that lies below such a name, it is that of the public
 *       key's hex digits followed by the name,
 *   <li>40 hex digits are the identifier itself,
 *   <li>any other text has the SHA-1 digest of its bytes as identifier.
 * </ol>
 */
public final class Naming {

    /** The longest name: what DNS can ask (RFC 1035, 2.3.4), a limit of bytes. */
    public static final int LONGEST = 255;

    /** The longest name in presentation form whose wire form fits into {@link #LONGEST} bytes. */
    private static final int LONGEST_ORIGIN = 253;

    private static final int LONGEST_LABEL = 63;

    /** BEP 44. */
    private static final int LONGEST_SALT = 64;

    private static final Pattern RAW = Pattern.compile("[0-9a-f]{40}");

    /** The label of a machine in a record, and the name that it is a machine of. */
    private static final Pattern MACHINE = Pattern.compile("(kn-[a-z0-9]{8})\\.(.+)");

    /** Labels that need no escapes in a DNS name. */
    private static final Pattern LABELS = Pattern.compile("([!-~&&[^\\\\\"();@$.]]{1,63}\\.?)+(?<!\\.)");

    private final String suffix;
    private final KeyRing keys;
    private final boolean base32;

    /**
     * Naming under a top level domain, where no name belongs to anybody but the keys themselves.
     *
     * @param topLevelDomain e.g. {@code .p2p}; the first dot may be missing
     */
    public Naming(String topLevelDomain) {
        this(topLevelDomain, KeyRing.EMPTY, true);
    }

    /**
     * Naming under a top level domain.
     *
     * @param topLevelDomain e.g. {@code .p2p}; the first dot may be missing
     * @param keys whose names belong to their owners
     * @param base32 whether a key in base 32 is a name, as for pkarr; KadNode 1.0 took it for a plain name
     */
    public Naming(String topLevelDomain, KeyRing keys, boolean base32) {
        this.keys = keys;
        this.base32 = base32;
        String bare = topLevelDomain.startsWith(".") ? topLevelDomain.substring(1) : topLevelDomain;
        suffix = "." + lowerCase(bare);
    }

    /**
     * The same naming with other keys.
     *
     * @param others the keys
     * @return a new naming
     */
    public Naming with(KeyRing others) {
        return new Naming(suffix, others, base32);
    }

    /**
     * The top level domain.
     *
     * @return e.g. {@code p2p}, in lower case and without a dot in front
     */
    public String topLevelDomain() {
        return suffix.substring(1);
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
     * Whether a host name is ours.
     *
     * @param hostName a name, with or without the final dot
     * @return true if it lies under the top level domain, or its last label is a public key in z-base-32
     */
    public boolean covers(String hostName) {
        String name = lowerCase(withoutFinalDot(hostName));
        return (name.length() > suffix.length() && name.endsWith(suffix))
                || (base32 && PublicKey.ofZBase32(lastLabel(name)).isPresent());
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
        return keyItself(text, bare)
                .or(() -> belowKey(text, bare))
                .or(() -> keys.keyFor(bare).map(entry -> owned(entry, bare)))
                .or(() -> keys.keyAbove(bare)
                        .map(entry -> owned(
                                entry,
                                entry.pattern().suffix(),
                                labelsBefore(bare, entry.pattern().suffix()))))
                .or(() -> Optional.of(Name.plain(bare, RAW.matcher(bare).matches() ? Id.ofHex(bare) : sha1(bare))));
    }

    private Optional<Name> keyItself(String text, String bare) {
        Optional<SecretKey> secret = SecretKey.ofHex(bare);
        return secret.map(SecretKey::publicKey)
                .or(() -> publicKey(bare))
                .map(key -> new Name(
                        key.toString(),
                        sha1(key.toString()),
                        Optional.of(key),
                        secret.or(() -> keys.secretOf(key)),
                        record(key, Opaque.NONE, key.toZBase32(), domain(text, key), "")));
    }

    private Optional<Name> belowKey(String text, String bare) {
        String last = lastLabel(bare);
        String labels = labelsBefore(bare, last);
        return publicKey(last)
                .filter(key -> !labels.isEmpty())
                .map(key -> new Name(
                        bare,
                        sha1(labels + "." + key),
                        Optional.of(key),
                        keys.secretOf(key),
                        record(key, Opaque.NONE, key.toZBase32(), domain(text, key), labels)));
    }

    /** A name that is for a key. Machines are below the name that they share, also where every name is for the key. */
    private Name owned(KeyRing.Entry entry, String bare) {
        Matcher machine = MACHINE.matcher(bare);
        return machine.matches() && entry.pattern().matches(machine.group(2))
                ? owned(entry, machine.group(2), machine.group(1))
                : owned(entry, bare, "");
    }

    /** A name that is for a key, or, with labels, one below it. */
    private Name owned(KeyRing.Entry entry, String base, String labels) {
        PublicKey key = entry.publicKey();
        String whole = labels.isEmpty() ? base : labels + "." + base;
        return new Name(
                whole,
                sha1(key + whole),
                Optional.of(key),
                entry.secretKey(),
                record(key, salt(base), base + "." + key.toZBase32(), base + suffix, labels));
    }

    private static Optional<RecordName> record(
            PublicKey key, Opaque salt, String origin, String domain, String labels) {
        RecordName record = new RecordName(new RecordKey(key, salt), origin, domain, labels);
        String whole = record.inRecord();
        return whole.length() <= LONGEST_ORIGIN && LABELS.matcher(whole).matches()
                ? Optional.of(record)
                : Optional.empty();
    }

    /** The name itself, so that no two share a record; its digest if it is longer than BEP 44 allows. */
    private static Opaque salt(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return Opaque.of(bytes.length <= LONGEST_SALT ? bytes : Id.sha1(bytes).bytes());
    }

    /** What somebody types who wants a key as a domain: as it was typed, but never in hex, which fits into no label. */
    private String domain(String text, PublicKey key) {
        String name = lowerCase(withoutFinalDot(text));
        boolean below = name.endsWith(suffix);
        String last = lastLabel(below ? name.substring(0, name.length() - suffix.length()) : name);
        boolean hex = last.length() > LONGEST_LABEL;
        return (hex ? key.toZBase32() : last) + (below || hex ? suffix : "");
    }

    private Optional<PublicKey> publicKey(String text) {
        return base32 ? PublicKey.parse(text) : PublicKey.ofHex(text);
    }

    private static String lastLabel(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String labelsBefore(String name, String end) {
        return name.substring(0, Math.max(0, name.length() - end.length() - 1));
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
