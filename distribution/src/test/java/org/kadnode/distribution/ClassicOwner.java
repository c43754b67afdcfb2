package org.kadnode.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;

/**
 * An owner as KadNode 1.0 knows it: signs every challenge, and publishes no record. It announces nothing either; whoever
 * uses it makes a node announce its port.
 *
 * <pre>
 *   "AUTH" | identifier: 20 | random: 16                      the challenge
 *   "AUTH" | identifier: 20 | signature: 64 | random: 16      the answer
 * </pre>
 */
final class ClassicOwner implements AutoCloseable {
    private static final int HEAD = 24;
    private static final int RANDOM = 16;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final PrivateKey secret;

    ClassicOwner(KeyPair keys) throws IOException, GeneralSecurityException {
        secret = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(
                        NamedParameterSpec.ED25519, HexFormat.of().parseHex(keys.secretHalf())));
        Thread.ofVirtual().start(this::serve);
    }

    /** Where it answers, on the loopback address of IPv4. */
    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[2048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                if (packet.getLength() == HEAD + RANDOM) {
                    byte[] answer = answer(buffer);
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private byte[] answer(byte[] challenge) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(secret);
        signature.update(challenge, HEAD, RANDOM);
        byte[] signed = signature.sign();
        return ByteBuffer.allocate(HEAD + signed.length + RANDOM)
                .put(challenge, 0, HEAD)
                .put(signed)
                .put(challenge, HEAD, RANDOM)
                .array();
    }

    @Override
    public void close() {
        socket.close();
    }
}
