package org.kadnode.distribution;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A torrent of one tiny file, without a tracker (BEP 3).
 *
 * @param file the content of the .torrent file, one character a byte
 * @param infohash the identifier that clients announce for it, 40 hex characters
 */
record Torrent(String file, String infohash) {

    static Torrent of(String fileName, String content) throws NoSuchAlgorithmException {
        String pieces = new String(sha1(content), StandardCharsets.ISO_8859_1);
        String info = "d6:lengthi" + content.length() + "e4:name" + fileName.length() + ":" + fileName
                + "12:piece lengthi16384e6:pieces20:" + pieces + "e";
        return new Torrent("d4:info" + info + "e", HexFormat.of().formatHex(sha1(info)));
    }

    private static byte[] sha1(String bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-1").digest(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
