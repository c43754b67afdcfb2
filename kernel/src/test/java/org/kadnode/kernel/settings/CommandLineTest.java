package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.settings.Sources.assertRefused;
import static org.kadnode.kernel.settings.Sources.line;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @Test
    void readsEveryKernelOption() {
        SettingsTree settings = line(
                "--value-id",
                "a.p2p",
                "--value-id=b:80",
                "--peerfile",
                "peers.txt",
                "--user",
                "nobody",
                "--port",
                "7000",
                "--ifname",
                "eth0",
                "--daemon",
                "--query-tld",
                ".kad",
                "--verbosity",
                "debug",
                "--pidfile",
                "/run/k.pid",
                "--cmd-disable-stdin",
                "--cmd-port",
                "0",
                "--mode",
                "dual",
                "--peer",
                "[::1]:1",
                "--plugin-dir",
                "/opt/plugins",
                "--dns-port",
                "53");

        assertEquals(List.of("a.p2p", "b:80"), settings.texts("naming.values"));
        assertEquals(Path.of("peers.txt").toAbsolutePath().toString(), settings.text("dht.peer-file"));
        assertEquals("nobody", settings.text("process.user"));
        assertEquals(7000, settings.number("dht.port"));
        assertEquals("eth0", settings.text("dht.interface"));
        assertTrue(settings.flag("process.daemon"));
        assertEquals(".kad", settings.text("naming.tld"));
        assertEquals("debug", settings.text("log.verbosity"));
        assertEquals("/run/k.pid", settings.text("process.pid-file"));
        assertFalse(settings.flag("control.stdin"));
        assertEquals(0, settings.number("control.port"));
        assertEquals("dual", settings.text("dht.mode"));
        assertEquals(List.of("[::1]:1"), settings.texts("dht.peers"));
        assertEquals(List.of("/opt/plugins"), settings.texts("plugins.folders"));
        assertEquals(53, settings.number("dns.port"));
    }

    @Test
    void hasTheDefaultsOfKadnode1() {
        SettingsTree settings = line();

        assertEquals(6881, settings.number("dht.port"));
        assertEquals(1700, settings.number("control.port"));
        assertEquals(".p2p", settings.text("naming.tld"));
        assertEquals("ipv4", settings.text("dht.mode"));
        assertEquals("verbose", settings.text("log.verbosity"));
        assertTrue(settings.flag("control.stdin"));
        assertFalse(settings.flag("process.daemon"));
        assertEquals(List.of(), settings.texts("naming.values"));
        assertFalse(settings.has("dht.peer-file"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --prot 7000              | unknown argument '--prot' (did you mean --port?)
                    --portt=7000             | unknown argument '--portt' (did you mean --port?)
                    --dns-prot 1             | unknown argument '--dns-prot' (did you mean --dns-port?)
                    --web-port 1             | unknown argument '--web-port'
                    --stray                  | unknown argument '--stray'
                    stray                    | unknown argument 'stray'
                    port 7000                | unknown argument 'port' (did you mean --port?)
                    -x                       | unknown argument '-x'
                    --                       | unknown argument '--'
                    --port 1 2               | unknown argument '2'
                    --port                   | argument expected for option --port <port>
                    --port --daemon          | argument expected for option --port <port>
                    --port -5                | argument expected for option --port <port>
                    --value-id               | argument expected for option --value-id <id[:port]>
                    --daemon yes             | no argument expected for option --daemon, but there is 'yes'
                    --lpd-disable=1          | no argument expected for option --lpd-disable, but there is '1'
                    --port 1 --port 2        | option --port was already set
                    --daemon --daemon        | option --daemon was already set
                    --port 0                 | invalid value for option --port: '0' is not a port from 1 to 65535
                    --port 65536             | invalid value for option --port: '65536' is not a port from 1 to 65535
                    --port=-5                | invalid value for option --port: '-5' is not a port from 1 to 65535
                    --port=                  | invalid value for option --port: '' is not a port from 1 to 65535
                    --cmd-port x             | invalid value for option --cmd-port: 'x' is not a port from 0 to 65535
                    --mode ipv5              | invalid value for option --mode: 'ipv5' is not one of ipv4, ipv6, dual
                    --verbosity loud         | invalid value for option --verbosity: 'loud' is not one of quiet, verbose, debug
                    --value-id a:99999       | invalid value for option --value-id: 'a:99999' is not a name, or a name:port with a port from 1 to 65535
                    --value-id a:            | invalid value for option --value-id: 'a:' is not a name, or a name:port with a port from 1 to 65535
                    --peer a:b:c             | invalid value for option --peer: 'a:b:c' is not an address: host, host:port or [IPv6]:port
                    --query-tld .            | invalid value for option --query-tld: '.' is not a domain
                    --dht-isolation-prefix 1 | invalid value for option --dht-isolation-prefix: '1' is not 2, 4, ... or 32 hex digits
                    --peerfile=              | invalid value for option --peerfile: '' is empty
                    """)
    void refusesWithOneLine(String words, String message) {
        assertRefused(message, () -> line(words.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource({"--no-such, true", "stray, true", "--port 0, false", "--port, false"})
    void tellsTheUnknownFromTheWrong(String words, boolean unknown) {
        SettingsException refusal = assertThrows(SettingsException.class, () -> line(words.split(" ", -1)));

        assertEquals(unknown, refusal.isUnknown());
    }

    @Test
    void takesAWordWithADashOnlyBehindAnEqualsSign() {
        assertEquals("-odd", line("--peerfile=-odd").text("dht.peer-file").replaceAll(".*/", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void knowsBothFormsOfHelp(String word) {
        assertTrue(CommandLine.split(List.of("--port", "1", word)).asksForHelp());
        assertFalse(CommandLine.split(List.of("--port", "1")).asksForHelp());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--version"})
    void knowsBothFormsOfVersion(String word) {
        assertTrue(CommandLine.split(List.of(word)).asksForVersion());
        assertFalse(CommandLine.split(List.of()).asksForVersion());
    }

    @Test
    void findsTheFilesThatAreNeededFirst() {
        CommandLine line = CommandLine.split(
                List.of("--unknown", "x", "--config", "/etc/k.conf", "--plugin-dir=/a", "--plugin-dir", "/b"));

        assertEquals(Optional.of(Path.of("/etc/k.conf")), line.configFile());
        assertEquals(List.of(Path.of("/a"), Path.of("/b")), line.pluginFolders());
    }

    @Property
    void eitherMergesOrRefusesWithOneLine(@ForAll List<String> words) {
        try {
            line(words.toArray(String[]::new));
        } catch (SettingsException refusal) {
            assertFalse(String.valueOf(refusal.getMessage()).isEmpty());
        }
    }
}
