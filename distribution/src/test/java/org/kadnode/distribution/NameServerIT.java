package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that people ask name servers with understand ours, over UDP, TCP and TLS, alone and behind others. */
class NameServerIT {

    private static final String NAME = "myname.p2p";

    @Test
    void isUnderstoodByTheToolsOfOtherNameServers() throws Exception {
        Machine.needsProgram("kdig", "knot-dnsutils");
        Machine.needsProgram("drill", "ldnsutils");
        Machine.needsProgram("host", "bind9-host");
        Machine.needsProgram("nslookup", "bind9-dnsutils");
        try (Daemon daemon = Daemon.start(Host.LOCAL, "--value-id", NAME + ":8080")) {
            String port = Integer.toString(daemon.dnsPort());

            assertEquals("127.0.0.1\n", said("kdig", "-p", port, "@127.0.0.1", "+short", NAME));
            assertEquals("127.0.0.1\n", said("kdig", "-p", port, "@127.0.0.1", "+tcp", "+keepopen", "+short", NAME));
            assertEquals("127.0.0.1\n", said("dig", "-p", port, "@::1", "+tcp", "+short", NAME));
            assertEquals(
                    "0 0 8080 ip-127-0-0-1.myname.p2p.\n",
                    said("dig", "-p", port, "@127.0.0.1", "+short", NAME, "SRV"));
            assertEquals("localhost.\n", said("dig", "-p", port, "@127.0.0.1", "+short", "-x", "127.0.0.1"));
            assertTrue(said("drill", "-p", port, "@127.0.0.1", NAME).contains("IN\tA\t127.0.0.1"));
            assertTrue(said("nslookup", "-port=" + port, NAME, "127.0.0.1").contains("Address: 127.0.0.1\n"));
            assertTrue(said("host", "-p", port, NAME, "127.0.0.1").contains(NAME + " has address 127.0.0.1"));
        }
    }

    @Test
    void answersWhateverIsAskedAtTheRateOfAMeasuringTool(@TempDir Path folder) throws Exception {
        Machine.needsProgram("dnsperf", "dnsperf");
        try (Daemon daemon = Daemon.start(Host.LOCAL, "--value-id", NAME + ":8080")) {
            Path questions =
                    Files.writeString(folder.resolve("questions"), "%1$s A\n%1$s SRV\n%1$s TXT\n".formatted(NAME));
            for (String mode : List.of("udp", "tcp")) {
                String report = said(
                        "dnsperf",
                        "-s",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(daemon.dnsPort()),
                        "-m",
                        mode,
                        "-d",
                        questions.toString(),
                        "-q",
                        "20",
                        "-l",
                        "2");

                assertTrue(report.contains("Queries lost:         0 "), report);
                assertTrue(
                        Pattern.compile("Response codes: +NOERROR \\d+ \\(100\\.00%\\)")
                                .matcher(report)
                                .find(),
                        report);
            }
        }
    }

    @Test
    void isAskedOverTls(@TempDir Path folder) throws Exception {
        Machine.needsProgram("kdig", "knot-dnsutils");
        Machine.needsProgram("openssl", "openssl");
        String certificate = folder.resolve("certificate.pem").toString();
        Path key = folder.resolve("key.pem");
        said(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=dns.test",
                "-addext",
                "subjectAltName=DNS:dns.test",
                "-keyout",
                key.toString(),
                "-out",
                certificate);
        assertTrue(key.toFile().setReadable(false, false) && key.toFile().setReadable(true, true));
        String port = Integer.toString(Ports.free());
        try (Daemon daemon = Daemon.start(
                Host.LOCAL,
                "--value-id",
                NAME,
                "--dns-tls-port",
                port,
                "--dns-tls-cert",
                certificate,
                "--dns-tls-key",
                key.toString())) {
            assertTrue(daemon.program().isRunning());

            assertEquals(
                    "127.0.0.1\n",
                    said(
                            "kdig",
                            "-p",
                            port,
                            "@127.0.0.1",
                            "+tls-ca=" + certificate,
                            "+tls-hostname=dns.test",
                            "+short",
                            NAME));
        }
    }

    @Test
    void passesOtherNamesOnAndKeepsItsOwn(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        Path log = folder.resolve("asked");
        try (Program other = Dnsmasq.start(Host.LOCAL, port, log, "--address=/example.org/192.0.2.44");
                Daemon daemon = Daemon.start(
                        Host.LOCAL,
                        "--value-id",
                        NAME,
                        "--dns-server",
                        "127.0.0.1:" + Ports.free(),
                        "--dns-server",
                        "127.0.0.1:" + port)) {
            assertEquals(
                    new Dig.Answer("NOERROR", List.of("192.0.2.44")), daemon.dig("127.0.0.1", "A", "www.example.org"));
            assertEquals(new Dig.Answer("NOERROR", List.of("127.0.0.1")), daemon.dig("127.0.0.1", "A", NAME));
            daemon.dig("127.0.0.1", "A", "Nobody.P2P");

            assertTrue(other.isRunning());
            // It was asked with a mix of upper and lower case.
            String asked = Files.readString(log).toLowerCase(Locale.ROOT);
            assertTrue(asked.contains("www.example.org"), asked);
            assertFalse(asked.contains("p2p"), asked);
            String status = daemon.control("status").out();
            assertTrue(
                    Pattern.compile("DNS upstream 127.0.0.1:" + port + ": \\d+ \\([1-9]\\d* answered")
                            .matcher(status)
                            .find(),
                    status);
        }
    }

    /** As with systemd-resolved: the C library asks a stub, and that one asks us for our names alone. */
    @Test
    void servesTheCLibraryThroughAStub(@TempDir Path folder) throws Exception {
        Machine.needsNamespaces();
        try (Namespace machine = Namespace.create()) {
            try (Daemon daemon = Daemon.start(machine, "--value-id", NAME);
                    Program stub = Dnsmasq.start(
                            machine, 53, folder.resolve("asked"), "--server=/p2p/127.0.0.1#" + daemon.dnsPort())) {
                Path resolvConf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
                String found = Program.succeed(
                        machine,
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount --bind " + resolvConf
                                + " /etc/resolv.conf && getent --no-addrconfig -s hosts:dns ahostsv4 " + NAME);

                assertTrue(found.startsWith("127.0.0.1"), found);
                assertTrue(stub.isRunning());
            }
        }
    }

    private static String said(String... command) throws Exception {
        return Program.succeed(Host.LOCAL, command);
    }
}
