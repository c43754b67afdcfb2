package org.kadnode.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** The DNS client of the JDK: one that knows nothing of KadNode. */
final class DnsClient {

    private static final String A = "A";

    private DnsClient() {}

    /**
     * Asks a name server once.
     *
     * @param server its address
     * @param port its UDP port
     * @param name a host name
     * @param patience how long to wait for the answer
     * @return the IPv4 addresses of the name, as text
     * @throws NamingException if there is no answer, or none with an address
     */
    @SuppressWarnings("BanJNDI") // The DNS provider makes texts of what it receives; nothing is deserialized.
    static List<String> addresses(String server, int port, String name, Duration patience) throws NamingException {
        Properties environment = new Properties();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, "dns://" + server + ":" + port);
        environment.put("com.sun.jndi.dns.timeout.initial", Long.toString(patience.toMillis()));
        environment.put("com.sun.jndi.dns.timeout.retries", "1");
        DirContext context = new InitialDirContext(environment);
        try {
            Attribute records = context.getAttributes(name, new String[] {A}).get(A);
            List<String> addresses = new ArrayList<>();
            if (records != null) {
                Collections.list(records.getAll()).forEach(address -> addresses.add(address.toString()));
            }
            return addresses;
        } finally {
            context.close();
        }
    }
}
