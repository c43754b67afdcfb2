package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.plugins.testkit.FakeNode;
import org.kadnode.plugins.testkit.FreePort;
import org.kadnode.plugins.testkit.TestCertificate;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** DNS over TLS (RFC 7858), asked over real sockets. */
class TlsIdentityTest {

    private static final String NAME = "localhost";
    private static final int PATIENCE_MILLIS = 20_000;

    /** The files are looked at anew after so long. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final DnsPlugin plugin = new DnsPlugin();
    private final int port = FreePort.onLoopback();

    @TempDir
    private Path folder;

    private TestCertificate first;
    private TestCertificate second;
    private FakeNode node;
    private int renewals;

    @BeforeEach
    void start() throws Exception {
        first = new TestCertificate(Files.createDirectory(folder.resolve("first")), "dns:" + NAME);
        second = new TestCertificate(Files.createDirectory(folder.resolve("second")), "dns:" + NAME);
        install(Files.readString(first.pem()), first.privateKey());
        node = FakeNode.forPlugin(
                plugin,
                Map.of(
                        "dns.port",
                        FreePort.onLoopback(),
                        "dns.tls.port",
                        port,
                        "dns.tls.certificate",
                        certificateFile().toString(),
                        "dns.tls.key",
                        keyFile().toString()));
        node.found("foo.p2p", "192.0.2.1:80").searchEnds("foo.p2p");
        plugin.start(node);
    }

    @AfterEach
    void stop() throws Exception {
        plugin.stop();
        node.close();
    }

    @Test
    void questionsAreAnsweredAndTheServerProvesWhoItIs() throws Exception {
        assertEquals("192.0.2.1", Desk.answers(askTrusting(first)));
        assertThrows(SSLException.class, () -> askTrusting(second));
    }

    @Test
    void aRenewedCertificateIsUsedWithoutARestart() throws Exception {
        askTrusting(first);
        install(Files.readString(second.pem()), second.privateKey());
        askTrusting(first);

        node.advance(PAUSE);

        assertEquals("192.0.2.1", Desk.answers(askTrusting(second)));
        assertThrows(SSLException.class, () -> askTrusting(first));
    }

    @Test
    void theOldCertificateIsKeptWhileTheNewOneCannotBeUsed() throws Exception {
        install(Files.readString(second.pem()), first.privateKey());
        node.advance(PAUSE);
        assertEquals("192.0.2.1", Desk.answers(askTrusting(first)));

        install("rubbish", "rubbish");
        node.advance(PAUSE);
        assertEquals("192.0.2.1", Desk.answers(askTrusting(first)));

        install(Files.readString(second.pem()), second.privateKey());
        node.advance(PAUSE);
        assertEquals("192.0.2.1", Desk.answers(askTrusting(second)));
    }

    @Test
    void whoeverSpeaksWithoutTlsHearsNoAnswer() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            send(socket, Desk.query("foo.p2p", Type.A));

            byte[] said = readAll(socket);

            // At most an alert of TLS (RFC 8446, section 6): no DNS message is that short.
            assertTrue(said.length <= 7, said.length + " bytes");
        }
        assertEquals("192.0.2.1", Desk.answers(askTrusting(first)));
    }

    private static byte[] readAll(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    private Path certificateFile() {
        return folder.resolve("certificate.pem");
    }

    private Path keyFile() {
        return folder.resolve("key.pem");
    }

    /** As a program that renews certificates does it, at a later time each time. */
    private void install(String certificate, String key) throws IOException {
        FileTime now = FileTime.fromMillis(1_000_000L * ++renewals);
        Files.writeString(certificateFile(), certificate);
        Files.writeString(keyFile(), key);
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(certificateFile(), now);
        Files.setLastModifiedTime(keyFile(), now);
    }

    private Message askTrusting(TestCertificate authority) throws Exception {
        try (Socket transport = new Socket()) {
            transport.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            transport.setSoTimeout(PATIENCE_MILLIS);
            SSLSocket socket = (SSLSocket) authority.clients().createSocket(transport, NAME, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            send(socket, Desk.query("foo.p2p", Type.A));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return new Message(answer);
        }
    }

    private static void send(Socket socket, Message query) throws IOException {
        byte[] bytes = query.toWire();
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(bytes.length);
        out.write(bytes);
        out.flush();
    }
}
