package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job: one node announces a name, another one answers the very first DNS query for it. */
class FirstQueryIT {
    @BeforeAll
    static void tools() {
        Machine.needsProgram("dig", "bind9-dnsutils");
    }

    @ParameterizedTest
    @CsvSource({
        "ipv4, 127.0.0.1, 127.0.0.1, A",
        "ipv6, ::1,       [::1],     AAAA",
        "dual, 127.0.0.1, 127.0.0.1, A",
        "dual, ::1,       [::1],     AAAA"
    })
    void isAnsweredOnLoopback(String mode, String address, String host, String type) throws Exception {
        try (Daemon announcer = Daemon.start(Host.LOCAL, "--mode", mode, "--value-id", "myname.p2p");
                Daemon seeker = Daemon.start(Host.LOCAL, "--mode", mode, "--peer", host + ":" + announcer.dhtPort())) {
            assertEquals(
                    new Dig.Answer("NOERROR", List.of(address)),
                    seeker.dig(address, type, "myname.p2p"),
                    () -> announcer.program().said() + seeker.program().said());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ipv4, 10.77.0.1, 10.77.0.1,   A",
        "ipv6, fd77::1,   [fd77::1],   AAAA",
        "dual, 10.77.0.1, 10.77.0.1,   A",
        "dual, fd77::1,   [fd77::1],   AAAA"
    })
    void isAnsweredOnAnotherMachine(String mode, String address, String host, String type) throws Exception {
        Machine.needsNamespaces();
        try (Namespace first = Namespace.create();
                Namespace second = Namespace.create()) {
            first.connect(List.of("10.77.0.1/24", "fd77::1/64"), second, List.of("10.77.0.2/24", "fd77::2/64"));
            try (Daemon announcer = Daemon.start(first, "--mode", mode, "--value-id", "myname.p2p");
                    Daemon seeker = Daemon.start(second, "--mode", mode, "--peer", host + ":" + announcer.dhtPort())) {
                assertEquals(
                        new Dig.Answer("NOERROR", List.of(address)),
                        seeker.dig("127.0.0.1", type, "myname.p2p"),
                        () -> announcer.program().said() + seeker.program().said());
            }
        }
    }

    @Test
    void isAnsweredWhereIpv6IsSwitchedOff() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("sysctl", "procps");
        try (Namespace machine = Namespace.create()) {
            Program.succeed(machine, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
            try (Daemon daemon = Daemon.start(machine, "--mode", "dual", "--value-id", "myname.p2p")) {
                assertEquals(
                        new Dig.Answer("NOERROR", List.of("127.0.0.1")), daemon.dig("127.0.0.1", "A", "myname.p2p"));
            }
        }
    }

    @Test
    void isAnsweredInAPrivateSwarm() throws Exception {
        String[] isolated = {"--dht-isolation-prefix", "cafe"};
        try (Daemon announcer = Daemon.start(Host.LOCAL, isolated[0], isolated[1], "--value-id", "myname.p2p")) {
            String peer = "127.0.0.1:" + announcer.dhtPort();
            try (Daemon inside = Daemon.start(Host.LOCAL, isolated[0], isolated[1], "--peer", peer);
                    Daemon outside = Daemon.start(Host.LOCAL, "--peer", peer)) {
                assertEquals(
                        new Dig.Answer("NOERROR", List.of("127.0.0.1")), inside.dig("127.0.0.1", "A", "myname.p2p"));
                assertEquals(new Dig.Answer("SERVFAIL", List.of()), outside.dig("127.0.0.1", "A", "myname.p2p"));
            }
        }
    }

    @Test
    void isRefusedOutsideTheDomain() throws Exception {
        try (Daemon daemon = Daemon.start(Host.LOCAL)) {
            assertEquals(new Dig.Answer("REFUSED", List.of()), daemon.dig("127.0.0.1", "A", "example.org"));
        }
    }
}
