package org.kadnode.plugins;

import java.util.Arrays;
import java.util.HexFormat;

/** A DNS resource record of class IN (RFC 1035, 3.2.1), as data: the kernel does not interpret it. */
public final class ResourceRecord {

    private final String name;
    private final int type;
    private final long ttl;
    private final byte[] data;

    /**
     * A record.
     *
     * @param name the owner name: absolute, in lower case, without the final dot, e.g. {@code www.mine.p2p}; characters
     *     that are special in master files are escaped (RFC 1035, 5.1)
     * @param type the type, 1 to 65535, e.g. 16 for TXT
     * @param ttl how long it may be kept, in seconds, 0 to 2147483647
     * @param data the RDATA; names in it are not compressed. Copied
     */
    public ResourceRecord(String name, int type, long ttl, byte[] data) {
        this.name = name;
        this.type = type;
        this.ttl = ttl;
        this.data = data.clone();
    }

    /**
     * The owner name.
     *
     * @return absolute, in lower case, without the final dot
     */
    public String name() {
        return name;
    }

    /**
     * The type.
     *
     * @return 1 to 65535
     */
    public int type() {
        return type;
    }

    /**
     * How long the record may be kept.
     *
     * @return seconds
     */
    public long ttl() {
        return ttl;
    }

    /**
     * The RDATA.
     *
     * @return a copy, with names uncompressed
     */
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceRecord that
                && name.equals(that.name)
                && type == that.type
                && ttl == that.ttl
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(data);
    }

    /**
     * A form to read, that of RFC 3597.
     *
     * @return e.g. {@code www.mine.p2p 300 TYPE1 c0000201}
     */
    @Override
    public String toString() {
        return name + " " + ttl + " TYPE" + type + " " + HexFormat.of().formatHex(data);
    }
}
