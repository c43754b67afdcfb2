package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.plugins.testkit.FakeNode;

class ResolvConfTest {

    private final FakeNode node = new FakeNode();

    @TempDir
    private Path folder;

    private Path file;
    private ResolvConf conf;

    @BeforeEach
    void openFile() {
        file = folder.resolve("resolv.conf");
        conf = new ResolvConf(file, node.tasks());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void readsTheServersAndNothingElse() throws Exception {
        String loopback = NetworkInterface.getNetworkInterfaces().nextElement().getName();
        write("""
                # nameserver 192.0.2.1
                ; nameserver 192.0.2.2
                search example.org
                nameserver dns.example
                nameserver
                nameserver192.0.2.3
                nameserver\t192.0.2.4 # the first
                nameserver 192.0.2.4
                nameserver  fe80::1%%%s
                options edns0
                """.formatted(loopback));

        assertEquals(List.of("192.0.2.4:53", "[fe80::1%" + loopback + "]:53"), servers());
    }

    @Test
    void asksNoMoreThanTheSystemDoes() throws Exception {
        write("nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n");

        assertEquals(List.of("192.0.2.1:53", "192.0.2.2:53", "192.0.2.3:53"), servers());
    }

    @Test
    void noticesAChangeAfterAWhile() throws Exception {
        assertEquals(List.of(), servers());

        write("nameserver 192.0.2.1\n");
        node.advance(Duration.ofSeconds(4));
        assertEquals(List.of(), servers());
        node.advance(Duration.ofSeconds(1));
        assertEquals(List.of("192.0.2.1:53"), servers());

        Path next = Files.writeString(folder.resolve("next"), "nameserver 192.0.2.2\n");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(List.of("192.0.2.1:53"), servers());
        node.advance(Duration.ofSeconds(5));
        assertEquals(List.of("192.0.2.2:53"), servers());

        Files.delete(file);
        node.advance(Duration.ofSeconds(5));
        assertEquals(List.of(), servers());
    }

    @Test
    void anythingButAFileIsNoFile() throws Exception {
        Files.createDirectory(file);

        assertEquals(List.of(), servers());
    }

    private void write(String text) throws Exception {
        Files.writeString(file, text);
    }

    private List<String> servers() {
        return conf.upstreams().stream().map(Upstream::toString).toList();
    }
}
