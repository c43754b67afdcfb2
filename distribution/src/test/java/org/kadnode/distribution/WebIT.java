package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What curl gets from the web port of a node. */
class WebIT {

    private static final String STATUS = " %{http_code}";

    @Test
    void theRoutesOfKadNode1() throws Exception {
        Machine.needsProgram("curl", "curl");
        int port = Ports.free();
        try (Daemon owner = Daemon.start(Host.LOCAL, "--value-id", "myname.p2p:8080");
                Daemon asker = Daemon.start(
                        Host.LOCAL, "--peer", "127.0.0.1:" + owner.dhtPort(), "--web-port", Integer.toString(port))) {
            asker.awaitGoodNode("127.0.0.1:" + owner.dhtPort());
            for (String host : new String[] {"127.0.0.1", "[::1]", "localhost"}) {
                String site = "http://" + host + ":" + port;
                assertEquals("127.0.0.1:8080\n 200", curl(site + "/lookup?myname.p2p"));
                assertEquals("done\n 200", curl(site + "/announce?foobar"));
                assertEquals("done\n 200", curl(site + "/blacklist?192.0.2.1"));
                assertEquals("failed\n 400", curl(site + "/blacklist?myname.p2p"));
            }
        }
    }

    /** The message asks for the IPv4 addresses of myname.p2p; 127.0.0.1 is at the end of the answer. */
    @Test
    void namesAreFoundByDnsOverHttp(@TempDir Path folder) throws Exception {
        Machine.needsProgram("curl", "curl");
        int port = Ports.free();
        String query = "0000010000010000" + "00000000" + "066d796e616d65" + "03703270" + "00" + "00010001";
        Path message = Files.write(folder.resolve("query"), HexFormat.of().parseHex(query));
        Path answer = folder.resolve("answer");
        try (Daemon owner = Daemon.start(Host.LOCAL, "--value-id", "myname.p2p:8080");
                Daemon asker = Daemon.start(
                        Host.LOCAL, "--peer", "127.0.0.1:" + owner.dhtPort(), "--web-port", Integer.toString(port))) {
            asker.awaitGoodNode("127.0.0.1:" + owner.dhtPort());
            String said = Program.succeed(
                    Host.LOCAL,
                    "curl",
                    "-s",
                    "-H",
                    "Content-Type: application/dns-message",
                    "--data-binary",
                    "@" + message,
                    "-o",
                    answer.toString(),
                    "-w",
                    "%{http_code} %{content_type}",
                    "http://localhost:" + port + "/dns-query");
            assertEquals("200 application/dns-message", said);
            String hex = HexFormat.of().formatHex(Files.readAllBytes(answer));
            assertTrue(hex.endsWith("00047f000001"), hex);
        }
    }

    @Test
    void prometheusTakesTheMetricsAndTheRules(@TempDir Path folder) throws Exception {
        Machine.needsProgram("curl", "curl");
        Machine.needsProgram("promtool", "prometheus");
        int port = Ports.free();
        try (Daemon running =
                Daemon.start(Host.LOCAL, "--value-id", "myname.p2p", "--web-port", Integer.toString(port))) {
            assertTrue(running.program().isRunning());
            Path metrics = folder.resolve("metrics");
            Program.succeed(
                    Host.LOCAL,
                    "sh",
                    "-c",
                    "curl -sf -o " + metrics + " http://localhost:" + port + "/metrics && promtool check metrics < "
                            + metrics);
            assertAskForMetricsThatThereAre("grafana-dashboard.json", Files.readString(metrics));
            assertAskForMetricsThatThereAre("alerts.yml", Files.readString(metrics));
        }
        Program.succeed(
                Host.LOCAL,
                "promtool",
                "check",
                "rules",
                Daemon.HOME.resolve("etc/monitoring/alerts.yml").toString());
    }

    private static void assertAskForMetricsThatThereAre(String file, String metrics) throws IOException {
        List<String> asked = Pattern.compile("\\bkadnode_[a-z_]+")
                .matcher(Files.readString(Daemon.HOME.resolve("etc/monitoring").resolve(file)))
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceFirst("_(?:bucket|sum|count)$", ""))
                .distinct()
                .toList();
        assertFalse(asked.isEmpty(), file);
        assertEquals(
                List.of(),
                asked.stream()
                        .filter(each -> !metrics.contains("# TYPE " + each + " "))
                        .toList(),
                file);
    }

    /** curl resolves the name of the page by the node, and then asks there; both with the same certificate. */
    @Test
    void curlResolvesNamesByDnsOverHttps(@TempDir Path folder) throws Exception {
        Machine.needsProgram("curl", "curl");
        Machine.needsProgram("openssl", "openssl");
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        Program.succeed(
                Host.LOCAL,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString(),
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,DNS:myname.p2p");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        int port = Ports.free();
        try (Daemon owner = Daemon.start(Host.LOCAL, "--value-id", "myname.p2p");
                Daemon asker = Daemon.start(
                        Host.LOCAL,
                        "--peer",
                        "127.0.0.1:" + owner.dhtPort(),
                        "--web-port",
                        Integer.toString(port),
                        "--web-cert",
                        certificate.toString(),
                        "--web-key",
                        key.toString(),
                        "--web-host",
                        "myname.p2p")) {
            asker.awaitGoodNode("127.0.0.1:" + owner.dhtPort());
            assertEquals(
                    "ok\n 200",
                    Program.succeed(
                            Host.LOCAL,
                            "curl",
                            "-s",
                            "-w",
                            STATUS,
                            "--cacert",
                            certificate.toString(),
                            "--doh-url",
                            "https://localhost:" + port + "/dns-query",
                            "https://myname.p2p:" + port + "/healthz"));
        }
    }

    private static String curl(String address) throws Exception {
        return Program.succeed(Host.LOCAL, "curl", "-sg", "-w", STATUS, address);
    }
}
