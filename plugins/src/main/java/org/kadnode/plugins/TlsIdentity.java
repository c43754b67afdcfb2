package org.kadnode.plugins;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The certificate that a server with TLS shows, and the key to it: for plugins that listen. Both files are read again when they
 * have changed, as certificates are renewed from time to time; what cannot be used then is reported, and the old ones stay.
 * TLS 1.2 and 1.3. Safe for use by any number of threads.
 */
public final class TlsIdentity {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private static final int MOST_BYTES = 1 << 20;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END");

    private static final System.Logger LOG = System.getLogger(TlsIdentity.class.getName());

    private final String protocol;
    private final Path certificate;
    private final Path key;
    private final Tasks tasks;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile View view;

    private record Stamp(FileTime certificate, FileTime key) {}

    /**
     * What is in use.
     *
     * @param complaint why newer files could not be used, as it was reported
     */
    private record View(Duration nextLook, Stamp stamp, SSLContext context, Optional<String> complaint) {

        View lookedAt(Duration now, Optional<String> newComplaint) {
            return new View(now.plus(PAUSE), stamp, context, newComplaint);
        }
    }

    /**
     * Reads the files.
     *
     * @param protocol what is spoken, as the registry of ALPN calls it (RFC 7301), e.g. {@code dot}
     * @param certificate a PEM file with the certificate, followed by those that prove it
     * @param key a PEM file with the private key, of PKCS #8, which only its owner may read
     * @param tasks tells the time
     * @throws IOException if they cannot be used; the message names the file and says why, without the key
     */
    public TlsIdentity(String protocol, Path certificate, Path key, Tasks tasks) throws IOException {
        this.protocol = protocol;
        this.certificate = certificate;
        this.key = key;
        this.tasks = tasks;
        this.view = read();
    }

    /**
     * Does the handshake on a connection. Blocks until the socket is closed, if the client does not answer.
     *
     * @param raw a connection that was taken in
     * @return the connection with TLS; to close it closes the other, too
     * @throws IOException if the client does not speak TLS, or leaves
     */
    public Socket secure(Socket raw) throws IOException {
        SSLSocket socket = (SSLSocket) current()
                .getSocketFactory()
                .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        // Clients that offer other protocols only, or none, are served all the same.
        socket.setHandshakeApplicationProtocolSelector((same, offered) -> offered.contains(protocol) ? protocol : "");
        socket.setSSLParameters(parameters);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private SSLContext current() {
        // Whoever finds somebody else looking goes on with what is known.
        if (tasks.now().compareTo(view.nextLook()) >= 0 && looking.tryLock()) {
            try {
                view = look(view);
            } finally {
                looking.unlock();
            }
        }
        return view.context();
    }

    private View look(View last) {
        try {
            if (!stamp().equals(last.stamp())) {
                View next = read();
                LOG.log(System.Logger.Level.INFO, "{0} has a new certificate", certificate);
                return next;
            }
            return last.lookedAt(tasks.now(), Optional.empty());
        } catch (IOException e) {
            Optional<String> complaint = Optional.of(String.valueOf(e.getMessage()));
            if (!complaint.equals(last.complaint())) {
                LOG.log(System.Logger.Level.WARNING, "The old certificate is kept: {0}", e.getMessage());
            }
            return last.lookedAt(tasks.now(), complaint);
        }
    }

    private Stamp stamp() throws IOException {
        return new Stamp(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }

    private View read() throws IOException {
        Certificate[] chain = readChain();
        PrivateKey secret = readKey();
        checkThatTheyFit(chain[0].getPublicKey(), secret);
        Stamp stamp = stamp();
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("server", secret, new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new View(tasks.now().plus(PAUSE), stamp, context, Optional.empty());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + certificate + ": " + e.getMessage(), e);
        }
    }

    private Certificate[] readChain() throws IOException {
        try {
            Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(certificate)));
            if (chain.isEmpty()) {
                throw new IOException("no certificate in " + certificate);
            }
            return chain.toArray(new Certificate[0]);
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate in PEM form in " + certificate, e);
        }
    }

    private PrivateKey readKey() throws IOException {
        if (FileAccess.isOpenToOthers(key)) {
            throw new IOException(key + " must be readable by its owner only (chmod 600)");
        }
        Matcher pem = KEY.matcher(new String(bytes(key), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException("no private key in PEM form in " + key);
        }
        if (!pem.group(1).isEmpty()) {
            throw new IOException(key + " has a key of the form " + pem.group(1).strip()
                    + "; needed is PKCS #8 without a passphrase, as openssl pkcs8 -topk8 -nocrypt makes it");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new IOException("the private key in " + key + " is damaged");
        }
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // One of another kind; the next may fit.
                LOG.log(System.Logger.Level.TRACE, "{0} has no key of the kind {1}", key, algorithm);
            }
        }
        throw new IOException("the private key in " + key + " is damaged, or neither RSA, EC nor Ed25519");
    }

    private void checkThatTheyFit(PublicKey open, PrivateKey secret) throws IOException {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        byte[] any = {1, 2, 3};
        boolean fits;
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(secret);
            signer.update(any);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(open);
            verifier.update(any);
            fits = verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            fits = false;
        }
        if (!fits) {
            throw new IOException("the private key in " + key + " is not that of the certificate in " + certificate);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + reason(e), e);
        }
    }

    /** The JDK's own message is often the name of the file alone. */
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
