package org.kadnode.kernel.os;

import java.util.Optional;

/**
 * What the node needs of the C library and Java has not. Safe for use by any thread; every method acts on the whole
 * process.
 */
interface CLibrary {

    /**
     * A row of the user database.
     *
     * @param name the login name
     * @param uid its number
     * @param gid the number of its first group
     */
    record Account(String name, int uid, int gid) {}

    /**
     * The C library of this system.
     *
     * @param feature what it is needed for, e.g. {@code --daemon}
     * @throws OsException if this Java or this system has none that we can call
     */
    static CLibrary neededFor(String feature) throws OsException {
        return NativeCalls.library()
                .orElseThrow(() -> new OsException(feature
                        + (Runtime.version().feature() < 22 ? " needs Java 22 or newer" : " works on Linux only")));
    }

    /** The number of the user that the process acts for, geteuid(2); 0 for root. */
    int effectiveUser();

    /** The row of that name, getpwnam_r(3); empty if there is none. */
    Optional<Account> account(String name);

    /**
     * Acts for another user from now on, with its groups: initgroups(3), setgid(2), setuid(2). The C library changes all
     * threads at once.
     *
     * @throws OsException if that is not allowed
     */
    void become(Account account) throws OsException;

    /**
     * Leaves the terminal and the working folder: setsid(2), chdir(2) to {@code /}.
     *
     * @throws OsException if one of the steps fails, as setsid does in the leader of a process group
     */
    void leaveTerminal() throws OsException;

    /**
     * Puts /dev/null in place of the three standard streams: dup2(2).
     *
     * @throws OsException if one of the steps fails
     */
    void muteStandardStreams() throws OsException;

    /**
     * Ties a socket to a network interface: setsockopt(2) with SO_BINDTODEVICE.
     *
     * @param descriptor number of the socket in this process
     * @throws OsException if there is no such interface, or that is not allowed
     */
    void bindToDevice(int descriptor, String networkInterface) throws OsException;

    /**
     * Sends a datagram to a UNIX socket of this machine: socket(2), sendto(2). Waits while the receiver has no room for it,
     * but no longer than a second.
     *
     * @param socket the path of the socket, or {@code @} and its name if it is an abstract one (unix(7))
     * @throws OsException if there is no such socket, or it takes nothing
     */
    void sendToSocket(String socket, byte[] datagram) throws OsException;

    /** Writes a line to the system log, syslog(3), with the process id and the facility of daemons. */
    void systemLog(Severity severity, String line);
}
