package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.settings.Sources.assertRefused;
import static org.kadnode.kernel.settings.Sources.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port 1",
                "\uFEFF--port 1",
                "\n# a comment\n  --daemon\n",
                "",
                "# nothing",
                "// neither\n\n--daemon"
            })
    void isClassicIfItBeginsWithAnOption(String text) throws IOException {
        assertInstanceOf(ClassicFile.class, ConfigFile.read(write(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dht.port = 1", "# --port 1\n{ dht.port = 1 }", "// --port\ndht { port = 1 }"})
    void isHoconOtherwise(String text) throws IOException {
        assertInstanceOf(HoconFile.class, ConfigFile.read(write(text)));
    }

    @Test
    void readsTheClassicForm() throws IOException {
        SettingsTree settings = file(write("""
                # comments are ignored
                --port 7000 # also behind an option
                --value-id "a.p2p"
                --value-id 'b:80'#close
                   --cmd-disable-stdin
                --dns-port=53

                --query-tld	.kad
                """));

        assertEquals(7000, settings.number("dht.port"));
        assertEquals(List.of("a.p2p", "b:80"), settings.texts("naming.values"));
        assertFalse(settings.flag("control.stdin"));
        assertEquals(53, settings.number("dns.port"));
        assertEquals(".kad", settings.text("naming.tld"));
    }

    @Test
    void readsHocon() throws IOException {
        SettingsTree settings = file(write("""
                dht { port = 7000, mode = dual, peers = ["192.0.2.1:1", router.example] }
                naming.values = 0123456789012345678901234567890123456789
                process.daemon = on
                control.stdin = false
                dns { port = "53", patience = 2 seconds, tries = 5, strict = false, zones = [a, b] }
                """));

        assertEquals(7000, settings.number("dht.port"));
        assertEquals("dual", settings.text("dht.mode"));
        assertEquals(List.of("192.0.2.1:1", "router.example"), settings.texts("dht.peers"));
        assertEquals(List.of("0123456789012345678901234567890123456789"), settings.texts("naming.values"));
        assertTrue(settings.flag("process.daemon"));
        assertFalse(settings.flag("control.stdin"));
        assertEquals(53, settings.number("dns.port"));
        assertEquals(Duration.ofSeconds(2), settings.duration("dns.patience"));
        assertEquals(5, settings.number("dns.tries"));
        assertFalse(settings.flag("dns.strict"));
        assertEquals(List.of("a", "b"), settings.texts("dns.zones"));
    }

    @Test
    void isWeakerThanTheCommandLineButListsAreJoined() throws IOException {
        Path file = write("--port 7000\n--mode dual\n--value-id file.p2p\n");

        SettingsTree settings = file(file, "--port", "8000", "--value-id", "line.p2p");

        assertEquals(8000, settings.number("dht.port"));
        assertEquals("dual", settings.text("dht.mode"));
        assertEquals(List.of("line.p2p", "file.p2p"), settings.texts("naming.values"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --port 1;--prot 2         | , line 2: unknown argument '--prot' (did you mean --port?)
                    --daemon;port 2           | , line 2: unknown argument 'port' (did you mean --port?)
                    --port 1;;--port 2        | , line 3: option --port was already set
                    --port 1 2                | , line 1: too many arguments: expected --option [value]
                    --port                    | , line 1: argument expected for option --port <port>
                    --daemon yes              | , line 1: no argument expected for option --daemon, but there is 'yes'
                    --config other            | , line 1: option --config is not allowed inside a configuration file
                    --daemon;--config=other   | , line 2: option --config is not allowed inside a configuration file
                    --daemon;-h               | , line 2: option -h is not allowed inside a configuration file
                    -v;--daemon               | , line 1: option -v is not allowed inside a configuration file
                    --port x                  | , line 1: invalid value for option --port: 'x' is not a port from 1 to 65535
                    """)
    void refusesClassicLines(String lines, String message) throws IOException {
        Path file = write(lines.replace(';', '\n'));

        assertRefused(file + message, () -> file(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dht.prot = 1              | , line 1: unknown setting dht.prot (did you mean dht.port?)
                    dht {;  prot = 1; }       | , line 2: unknown setting dht.prot (did you mean dht.port?)
                    quite-another = 1         | , line 1: unknown setting quite-another
                    dht = 5                   | , line 1: unknown setting dht
                    dht.port = 0              | , line 1: invalid value for setting dht.port: '0' is not a port from 1 to 65535
                    dht.port = [1]            | , line 1: setting dht.port is one value, not a list
                    dht.port { a = 1 }        | , line 1: unknown setting dht.port.a (did you mean dht.port?)
                    dht.peers = [[1]]         | , line 1: expected a text or a number, but there is [1]
                    dht.peers = ["a b"]       | , line 1: invalid value for setting dht.peers: 'a b' is not an address: host, host:port or [IPv6]:port
                    process.daemon = maybe    | , line 1: setting process.daemon is not true or false
                    process.config-file = x   | , line 1: setting process.config-file is not allowed inside a configuration file
                    dns.tries = many          | , line 1: setting dns.tries is not a whole number
                    dns.patience = long       | , line 1: setting dns.patience is not a time span such as 4s or 20 minutes
                    dns.patience = -4s        | , line 1: setting dns.patience is not a time span such as 4s or 20 minutes
                    dns.zones = all           | , line 1: setting dns.zones is not a list of texts
                    dns.strict = 7            | , line 1: setting dns.strict is not true or false
                    """)
    void refusesHoconSettings(String lines, String message) throws IOException {
        Path file = write(lines.replace(';', '\n'));

        assertRefused(file + message, () -> file(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dht {;  port = 1;         | , line 3:
                    a = 1;b = ${missing.one}  | , line 2:
                    """)
    void saysWhereHoconIsBroken(String lines, String start) throws IOException {
        Path file = write(lines.replace(';', '\n'));

        String message = String.valueOf(
                assertThrows(SettingsException.class, () -> file(file)).getMessage());

        assertTrue(message.startsWith(file + start.strip()), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void saysWhyItCannotBeRead() throws IOException {
        Path missing = folder.resolve("missing");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {'a', (byte) 0xff, (byte) 0xfe});

        assertRefused("config file " + missing + " does not exist", () -> file(missing));
        assertRefused("config file " + folder + " is a folder", () -> file(folder));
        assertRefused("config file " + binary + " is not UTF-8 text", () -> file(binary));
    }

    @Test
    void namesFoldersOfPluginsInBothForms() throws IOException {
        List<Path> expected = List.of(Path.of("/a"), Path.of("/b"));

        assertEquals(
                expected,
                ConfigFile.read(write("--plugin-dir /a\n--plugin-dir /b")).pluginFolders());
        assertEquals(
                expected, ConfigFile.read(write("plugins.folders = [/a, /b]")).pluginFolders());
        assertEquals(List.of(), ConfigFile.read(write("dht.port = 1")).pluginFolders());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("kadnode.conf"), text);
    }
}
