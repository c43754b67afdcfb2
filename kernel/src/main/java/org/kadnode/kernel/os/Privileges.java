package org.kadnode.kernel.os;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** The user for whom the process acts from the moment at which it needs root no longer. */
public final class Privileges {

    private static final Logger LOG = System.getLogger(Privileges.class.getName());
    private static final int ROOT = 0;

    private final CLibrary library;
    private final CLibrary.Account account;

    private Privileges(CLibrary library, CLibrary.Account account) {
        this.library = library;
        this.account = account;
    }

    /**
     * Looks a user up.
     *
     * @param user the login name
     * @return the way to become that user; empty if there is no such user
     * @throws OsException if this Java or system cannot do it
     */
    public static Optional<Privileges> of(String user) throws OsException {
        CLibrary library = CLibrary.neededFor("--user");
        return library.account(user).map(account -> new Privileges(library, account));
    }

    /**
     * Becomes the user, for good. As in KadNode 1.0, only root does so: another user stays who he is, with a warning.
     *
     * @throws OsException if the change fails, or can be undone
     */
    public void drop() throws OsException {
        int current = library.effectiveUser();
        if (current == account.uid()) {
            return;
        }
        if (current != ROOT) {
            LOG.log(Level.WARNING, "--user {0} has no effect: only root can change the user", account.name());
            return;
        }
        library.become(account);
        if (library.effectiveUser() != account.uid()) {
            throw new OsException("--user: still not " + account.name());
        }
        LOG.log(Level.INFO, "Changed to user {0}", account.name());
    }
}
