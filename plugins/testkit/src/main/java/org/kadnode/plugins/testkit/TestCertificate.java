package org.kadnode.plugins.testkit;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that vouches for itself, made for one test by {@code keytool}, which every JDK has. */
public final class TestCertificate {

    private static final String PASSWORD = "only-for-a-test";

    private final KeyStore store;
    private final Path pem;

    /**
     * Makes one.
     *
     * @param folder where its files are put
     * @param names what it is valid for, e.g. {@code ip:127.0.0.2,dns:dns.example}
     * @throws Exception if it cannot be made
     */
    public TestCertificate(Path folder, String names) throws Exception {
        Path file = folder.resolve("key.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
        }
        store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        byte[] der = store.getCertificate(store.aliases().nextElement()).getEncoded();
        pem = Files.writeString(folder.resolve("authorities.pem"), pem("CERTIFICATE", der));
    }

    /**
     * The certificate in PEM form, for servers that show it and for clients that believe it.
     *
     * @return a file
     */
    public Path pem() {
        return pem;
    }

    /**
     * The private key in PEM form (PKCS #8).
     *
     * @return the text of a file
     * @throws Exception if it cannot be read
     */
    public String privateKey() throws Exception {
        Key key = store.getKey(store.aliases().nextElement(), PASSWORD.toCharArray());
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }

    /**
     * Sockets of a server that shows it.
     *
     * @return a factory
     * @throws Exception if it cannot be made
     */
    public ServerSocketFactory listeners() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    /**
     * Sockets of clients that believe it, and nobody else.
     *
     * @return a factory
     * @throws Exception if it cannot be made
     */
    public SSLSocketFactory clients() throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry(
                "test", store.getCertificate(store.aliases().nextElement()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
