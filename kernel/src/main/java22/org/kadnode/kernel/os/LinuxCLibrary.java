package org.kadnode.kernel.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The C library of Linux, glibc or musl; numbers and structures are those of its 64-bit ports.
 *
 * <p>Most functions are called once in the life of a process, so handles are made when they are needed, and not kept.
 */
@SuppressWarnings("restricted") // That is what it is for; the launcher allows it to this module.
final class LinuxCLibrary implements CLibrary {

    static final LinuxCLibrary INSTANCE = new LinuxCLibrary();

    // From fcntl.h, asm-generic/socket.h and syslog.h.
    private static final int O_RDWR = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_SNDTIMEO = 21;
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int LOG_PID = 1;
    private static final int LOG_DAEMON = 3 << 3;

    /** The longest address of a UNIX socket, in bytes: sun_path of struct sockaddr_un. */
    private static final int LONGEST_SOCKET_PATH = 108;

    /** How long sending a datagram may take, in seconds. */
    private static final long SEND_PATIENCE = 1;

    /** Room for the texts of one row of the user database, in bytes; a user who needs more counts as unknown. */
    private static final int ACCOUNT_BYTES = 16 * 1024;

    /** The first fields of struct passwd: name, password, uid, gid; the rest is text that nobody here needs. */
    private static final StructLayout PASSWD = MemoryLayout.structLayout(
            ADDRESS,
            ADDRESS,
            JAVA_INT.withName("uid"),
            JAVA_INT.withName("gid"),
            MemoryLayout.sequenceLayout(3, ADDRESS));

    private static final StructLayout ERROR_STATE = Linker.Option.captureStateLayout();
    private static final FunctionDescriptor NUMBER_OF_NUMBER = FunctionDescriptor.of(JAVA_INT, JAVA_INT);

    private final Linker linker = Linker.nativeLinker();

    private final MethodHandle syslog = linker.downcallHandle(
            symbol("syslog"), FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS), Linker.Option.firstVariadicArg(2));

    private LinuxCLibrary() {
        // The library keeps the pointer to the name, so it must stay for good.
        MemorySegment name = Arena.global().allocateFrom("kadnode");
        call(
                linker.downcallHandle(symbol("openlog"), FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT)),
                List.of(name, LOG_PID, LOG_DAEMON));
    }

    @Override
    public int effectiveUser() {
        return (int) call(linker.downcallHandle(symbol("geteuid"), FunctionDescriptor.of(JAVA_INT)), List.of());
    }

    @Override
    public Optional<Account> account(String name) {
        MethodHandle getpwnam = linker.downcallHandle(
                symbol("getpwnam_r"), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment row = arena.allocate(PASSWD);
            MemorySegment texts = arena.allocate(ACCOUNT_BYTES);
            MemorySegment found = arena.allocate(ADDRESS);
            call(getpwnam, List.of(arena.allocateFrom(name), row, texts, (long) ACCOUNT_BYTES, found));
            return found.get(ADDRESS, 0).equals(MemorySegment.NULL)
                    ? Optional.empty()
                    : Optional.of(new Account(name, field(row, "uid"), field(row, "gid")));
        }
    }

    private static int field(MemorySegment row, String name) {
        return row.get(ValueLayout.JAVA_INT, PASSWD.byteOffset(PathElement.groupElement(name)));
    }

    @Override
    public void become(Account account) throws OsException {
        try (Arena arena = Arena.ofConfined()) {
            FunctionDescriptor form = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
            checked("initgroups", form, List.of(arena.allocateFrom(account.name()), account.gid()));
        }
        checked("setgid", NUMBER_OF_NUMBER, List.of(account.gid()));
        checked("setuid", NUMBER_OF_NUMBER, List.of(account.uid()));
    }

    @Override
    public void leaveTerminal() throws OsException {
        checked("setsid", FunctionDescriptor.of(JAVA_INT), List.of());
        try (Arena arena = Arena.ofConfined()) {
            checked("chdir", FunctionDescriptor.of(JAVA_INT, ADDRESS), List.of(arena.allocateFrom("/")));
        }
    }

    @Override
    public void muteStandardStreams() throws OsException {
        try (Arena arena = Arena.ofConfined()) {
            int nowhere = checked(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    List.of(arena.allocateFrom("/dev/null"), O_RDWR),
                    Linker.Option.firstVariadicArg(2));
            for (int stream = 0; stream <= 2; stream++) {
                checked("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), List.of(nowhere, stream));
            }
            checked("close", NUMBER_OF_NUMBER, List.of(nowhere));
        }
    }

    @Override
    public void bindToDevice(int descriptor, String networkInterface) throws OsException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(networkInterface);
            checked(
                    "setsockopt",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                    List.of(descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, (int) name.byteSize()));
        }
    }

    @Override
    public void sendToSocket(String socket, byte[] datagram) throws OsException {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        boolean named = socket.startsWith("/");
        // The name of a file ends with a NUL, that of an abstract socket begins with one.
        int used = path.length + (named ? 1 : 0);
        if (!(named || socket.startsWith("@")) || used > LONGEST_SOCKET_PATH) {
            throw new OsException(socket + " is not the address of a UNIX socket");
        }
        FunctionDescriptor options = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        FunctionDescriptor sending =
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
        int descriptor = checked(
                "socket",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                List.of(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment patience = arena.allocate(JAVA_LONG, 2);
            patience.set(JAVA_LONG, 0, SEND_PATIENCE);
            checked("setsockopt", options, List.of(descriptor, SOL_SOCKET, SO_SNDTIMEO, patience, (int)
                    patience.byteSize()));
            MemorySegment address = arena.allocate(Short.BYTES + LONGEST_SOCKET_PATH, Short.BYTES);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, Short.BYTES, path.length);
            if (!named) {
                address.set(JAVA_BYTE, Short.BYTES, (byte) 0);
            }
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, datagram);
            checked("sendto", sending, List.of(descriptor, bytes, bytes.byteSize(), 0, address, Short.BYTES + used));
        } finally {
            checked("close", NUMBER_OF_NUMBER, List.of(descriptor));
        }
    }

    @Override
    public void systemLog(Severity severity, String line) {
        try (Arena arena = Arena.ofConfined()) {
            // Never the line itself as format: it may hold per cent signs from the network.
            call(syslog, List.of(severity.code(), arena.allocateFrom("%s"), arena.allocateFrom(line)));
        }
    }

    /** Calls a function that answers with a negative number and errno if it fails. */
    private int checked(String function, FunctionDescriptor form, List<?> arguments, Linker.Option... options)
            throws OsException {
        List<Linker.Option> all = new ArrayList<>(List.of(options));
        all.add(Linker.Option.captureCallState("errno"));
        MethodHandle handle = linker.downcallHandle(symbol(function), form, all.toArray(Linker.Option[]::new));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERROR_STATE);
            List<Object> withState = new ArrayList<>(List.of(state));
            withState.addAll(arguments);
            int result = ((Number) call(handle, withState)).intValue();
            if (result < 0) {
                throw new OsException(function + ": " + reason(state.get(JAVA_INT, errorOffset())));
            }
            return result;
        }
    }

    private static long errorOffset() {
        return ERROR_STATE.byteOffset(PathElement.groupElement("errno"));
    }

    private String reason(int error) {
        MethodHandle strerror = linker.downcallHandle(symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
        MemorySegment text = (MemorySegment) call(strerror, List.of(error));
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private MemorySegment symbol(String name) {
        return linker.defaultLookup().find(name).orElseThrow(() -> new UnsatisfiedLinkError(name));
    }

    private static Object call(MethodHandle function, List<?> arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            // A C function throws nothing; only a wrong descriptor ends here.
            throw new AssertionError(impossible);
        }
    }
}
