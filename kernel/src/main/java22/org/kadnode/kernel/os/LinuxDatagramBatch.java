package org.kadnode.kernel.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Batches of datagrams on Linux; numbers and structures are those of its 64-bit ports. A row of the table that the system
 * reads and writes, and what it points to:
 *
 * <pre>
 *   struct mmsghdr | msg_name: 8 | msg_namelen: 4 + 4 | msg_iov: 8 | msg_iovlen: 8 | 24 bytes of no use here | msg_len: 4 + 4 |
 *   struct iovec   | iov_base: 8 | iov_len: 8 |
 *   sockaddr_in    | family: 2 | port: 2 | address: 4 | zero: 8 |
 *   sockaddr_in6   | family: 2 | port: 2 | flow: 4 | address: 16 | scope: 4 |
 * </pre>
 */
@SuppressWarnings("restricted") // That is what it is for; the launcher allows it to this module.
final class LinuxDatagramBatch implements DatagramBatch {

    // From bits/socket.h and asm-generic/errno-base.h.
    private static final int MSG_DONTWAIT = 0x40;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EBADF = 9;

    private static final int NO_DESCRIPTOR = -1;

    private static final long NAME_LENGTH = 8;
    private static final long VECTOR = 16;
    private static final long VECTORS = 24;
    private static final long RECEIVED = 56;
    private static final long HEADER_BYTES = 64;

    private static final long VECTOR_LENGTH = 8;
    private static final long VECTOR_BYTES = 16;

    private static final long PORT = 2;
    private static final long IPV4_ADDRESS = 4;
    private static final long IPV6_FLOW = 4;
    private static final long IPV6_ADDRESS = 8;
    private static final long IPV6_SCOPE = 24;
    private static final int IPV4_NAME_BYTES = 16;
    private static final int IPV6_NAME_BYTES = 28;
    private static final long NAME_BYTES = 32;

    private static final long MAPPED = 0xffffL << 32;

    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NETWORK_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NETWORK_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final StructLayout ERROR_STATE = Linker.Option.captureStateLayout();
    private static final long ERROR = ERROR_STATE.byteOffset(PathElement.groupElement("errno"));

    // Pointers are passed as numbers: they stay valid as long as this object, and nothing needs to be checked at each
    // call.
    private static final MethodHandle RECVMMSG =
            function("recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SENDMMSG =
            function("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errorState = arena.allocate(ERROR_STATE);
    private final Table inbound;
    private final Table outbound = new Table(arena, LONGEST_SENT);
    private int added;

    private LinuxDatagramBatch(int longest) {
        inbound = new Table(arena, longest);
    }

    /** A batch; empty if the system forbids these calls, as a sandbox may. */
    static Optional<DatagramBatch> open(int longest) {
        LinuxDatagramBatch batch = new LinuxDatagramBatch(longest);
        boolean allowed = batch.receive(NO_DESCRIPTOR, 0) < 0
                && batch.error() == EBADF
                && batch.send(NO_DESCRIPTOR, 0, 0) < 0
                && batch.error() == EBADF;
        if (!allowed) {
            batch.close();
            return Optional.empty();
        }
        return Optional.of(batch);
    }

    @Override
    public int receive(int descriptor) throws IOException {
        for (int i = 0; i < MOST; i++) {
            inbound.headers.set(JAVA_INT, i * HEADER_BYTES + NAME_LENGTH, IPV6_NAME_BYTES);
        }
        int received = receive(descriptor, MOST);
        if (received >= 0) {
            return received;
        }
        int error = error();
        if (error == EAGAIN || error == EINTR) {
            return 0;
        }
        throw new IOException("recvmmsg: error " + error);
    }

    @Override
    public long addressHigh(int datagram) {
        return isIpv4(datagram) ? 0 : inbound.names.get(NETWORK_LONG, datagram * NAME_BYTES + IPV6_ADDRESS);
    }

    @Override
    public long addressLow(int datagram) {
        long name = datagram * NAME_BYTES;
        return isIpv4(datagram)
                ? MAPPED | Integer.toUnsignedLong(inbound.names.get(NETWORK_INT, name + IPV4_ADDRESS))
                : inbound.names.get(NETWORK_LONG, name + IPV6_ADDRESS + Long.BYTES);
    }

    private boolean isIpv4(int datagram) {
        return inbound.names.get(JAVA_SHORT, datagram * NAME_BYTES) == AF_INET;
    }

    @Override
    public int port(int datagram) {
        return Short.toUnsignedInt(inbound.names.get(NETWORK_SHORT, datagram * NAME_BYTES + PORT));
    }

    @Override
    public ByteBuffer payload(int datagram) {
        int length = inbound.headers.get(JAVA_INT, datagram * HEADER_BYTES + RECEIVED);
        return inbound.payloads[datagram].clear().limit(length);
    }

    @Override
    public void add(long addressHigh, long addressLow, int port, ByteBuffer payload) {
        long name = added * NAME_BYTES;
        boolean ipv4 = addressHigh == 0 && addressLow >>> 32 == MAPPED >>> 32;
        outbound.names.set(JAVA_SHORT, name, ipv4 ? AF_INET : AF_INET6);
        outbound.names.set(NETWORK_SHORT, name + PORT, (short) port);
        if (ipv4) {
            outbound.names.set(NETWORK_INT, name + IPV4_ADDRESS, (int) addressLow);
        } else {
            outbound.names.set(JAVA_INT, name + IPV6_FLOW, 0);
            outbound.names.set(NETWORK_LONG, name + IPV6_ADDRESS, addressHigh);
            outbound.names.set(NETWORK_LONG, name + IPV6_ADDRESS + Long.BYTES, addressLow);
            outbound.names.set(JAVA_INT, name + IPV6_SCOPE, 0);
        }
        outbound.headers.set(JAVA_INT, added * HEADER_BYTES + NAME_LENGTH, ipv4 ? IPV4_NAME_BYTES : IPV6_NAME_BYTES);
        outbound.vectors.set(JAVA_LONG, added * VECTOR_BYTES + VECTOR_LENGTH, payload.remaining());
        outbound.payloads[added].clear().put(payload);
        added++;
    }

    @Override
    public int added() {
        return added;
    }

    @Override
    public int send(int descriptor) {
        int failed = 0;
        // The call ends before the first datagram that it cannot send, and fails if that is the first of all.
        for (int at = 0; at < added; ) {
            int sent = send(descriptor, at, added - at);
            if (sent > 0) {
                at += sent;
            } else if (sent == 0 || error() != EINTR) {
                failed++;
                at++;
            }
        }
        added = 0;
        return failed;
    }

    @Override
    public void close() {
        arena.close();
    }

    private int receive(int descriptor, int count) {
        try {
            return (int) RECVMMSG.invokeExact(
                    errorState,
                    descriptor,
                    inbound.headers.address(),
                    count,
                    MSG_DONTWAIT,
                    MemorySegment.NULL.address());
        } catch (Throwable impossible) {
            // A C function throws nothing; only a wrong descriptor ends here.
            throw new AssertionError(impossible);
        }
    }

    private int send(int descriptor, int from, int count) {
        try {
            return (int) SENDMMSG.invokeExact(
                    errorState, descriptor, outbound.headers.address() + from * HEADER_BYTES, count, MSG_DONTWAIT);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private int error() {
        return errorState.get(JAVA_INT, ERROR);
    }

    private static MethodHandle function(String name, FunctionDescriptor form) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(() -> new UnsatisfiedLinkError(name)),
                form,
                Linker.Option.captureCallState("errno"));
    }

    /** The rows for one direction. */
    private static final class Table {

        final MemorySegment headers;
        final MemorySegment names;
        final MemorySegment vectors;
        final ByteBuffer[] payloads = new ByteBuffer[MOST];

        Table(Arena arena, int longest) {
            headers = arena.allocate(MOST * HEADER_BYTES, Long.BYTES);
            names = arena.allocate(MOST * NAME_BYTES, Long.BYTES);
            vectors = arena.allocate(MOST * VECTOR_BYTES, Long.BYTES);
            MemorySegment bytes = arena.allocate((long) MOST * longest);
            for (int i = 0; i < MOST; i++) {
                MemorySegment payload = bytes.asSlice((long) i * longest, longest);
                payloads[i] = payload.asByteBuffer();
                vectors.set(ADDRESS, i * VECTOR_BYTES, payload);
                vectors.set(JAVA_LONG, i * VECTOR_BYTES + VECTOR_LENGTH, longest);
                headers.set(ADDRESS, i * HEADER_BYTES, names.asSlice(i * NAME_BYTES));
                headers.set(ADDRESS, i * HEADER_BYTES + VECTOR, vectors.asSlice(i * VECTOR_BYTES));
                headers.set(JAVA_LONG, i * HEADER_BYTES + VECTORS, 1);
            }
        }
    }
}
