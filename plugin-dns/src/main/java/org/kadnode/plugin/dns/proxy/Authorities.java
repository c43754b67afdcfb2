package org.kadnode.plugin.dns.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Those whose word is taken for who an upstream with TLS is. Any thread. */
public final class Authorities {

    private static final int MOST_BYTES = 1 << 20;

    private final SSLSocketFactory sockets;

    private Authorities(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /**
     * Those that the JDK knows.
     *
     * @return the authorities
     * @throws IOException if they cannot be loaded
     */
    public static Authorities ofJdk() throws IOException {
        try {
            return new Authorities(SSLContext.getDefault().getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot load the authorities of the JDK: " + e.getMessage(), e);
        }
    }

    /**
     * Those in a file, and nobody else.
     *
     * @param pem certificates in PEM form, one after the other, 1 MiB at most
     * @return the authorities
     * @throws IOException if the file cannot be read or has no certificate in it; the message names it
     */
    public static Authorities of(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            if (certificates.isEmpty()) {
                throw new IOException("no certificate in " + pem);
            }
            return new Authorities(trusting(certificates).getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read certificates in " + pem + ": " + e.getMessage(), e);
        }
    }

    private static SSLContext trusting(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry(String.valueOf(number++), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    SSLSocketFactory sockets() {
        return sockets;
    }
}
