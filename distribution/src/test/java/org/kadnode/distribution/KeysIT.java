package org.kadnode.distribution;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The examples of KadNode 1.0's manual with keys, and those who have the wrong ones. The nodes run on two machines; a
 * third one, which only looks, shares a machine with another. Where the examples are run, each in IPv4 and in IPv6:
 *
 * <ul>
 *   <li>{@code --auth-gen-keys}: {@link KeyPair#generate}
 *   <li>{@code --value-id myname.p2p}: {@link FirstQueryIT}
 *   <li>{@code --value-id SECRET.p2p}: {@link #secretKeyAsNameIsFoundUnderThePublicKey}
 *   <li>{@code --auth-add-skey node1.p2p:SECRET}: {@link #nameUnderAKeyIsAnsweredByTheFirstQuery}
 *   <li>{@code --auth-add-skey *.p2p:SECRET} on three nodes: {@link #patternIsForManyNamesAndManyNodes}
 *   <li>patterns in conflict, where no family matters: {@link SecretsIT#conflictingPatternsAreBothNamed}
 * </ul>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysIT {
    private Namespace first;
    private Namespace second;
    private KeyPair keys;
    private KeyPair others;

    /** Where the two machines are in each of the DHTs. */
    enum Net {
        IPV4("ipv4", "A", "10.78.0.1", "10.78.0.2", "10.78.0.1:", "10.78.0.2:"),
        IPV6("ipv6", "AAAA", "fd78::1", "fd78::2", "[fd78::1]:", "[fd78::2]:");

        private final String mode;
        private final String type;
        private final String first;
        private final String second;
        private final String atFirst;
        private final String atSecond;

        Net(String mode, String type, String first, String second, String atFirst, String atSecond) {
            this.mode = mode;
            this.type = type;
            this.first = first;
            this.second = second;
            this.atFirst = atFirst;
            this.atSecond = atSecond;
        }
    }

    @BeforeAll
    void machines() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("dig", "bind9-dnsutils");
        first = Namespace.create();
        second = Namespace.create();
        first.connect(List.of("10.78.0.1/24", "fd78::1/64"), second, List.of("10.78.0.2/24", "fd78::2/64"));
        keys = KeyPair.generate();
        others = KeyPair.generate();
    }

    @AfterAll
    void delete() throws Exception {
        if (second != null) {
            second.close();
        }
        if (first != null) {
            first.close();
        }
    }

    @Test
    void pairsOfKeysDiffer() {
        assertNotEquals(keys.publicKey(), others.publicKey());
        assertTrue(keys.secretKey().endsWith(keys.publicKey()));
    }

    /** A DNS name has no label of 64 characters: who wants DNS gives the key a name. */
    @ParameterizedTest
    @EnumSource
    void secretKeyAsNameIsFoundUnderThePublicKey(Net net) throws Exception {
        try (Daemon owner = start(first, net, "--value-id", keys.secretKey() + ".p2p");
                Daemon seeker = join(second, net, owner)) {
            assertEquals(
                    new Program.Outcome(0, net.atFirst + owner.dhtPort() + "\n", ""),
                    seeker.control("lookup", "--wait", "30", keys.publicKey() + ".p2p"),
                    () -> said(owner, seeker));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nameUnderAKeyIsAnsweredByTheFirstQuery(Net net) throws Exception {
        try (Daemon owner =
                        start(first, net, "--auth-add-skey", keys.secretFor("node1.p2p"), "--value-id", "node1.p2p");
                Daemon seeker = join(second, net, owner, "--auth-add-pkey", keys.publicFor("node1.p2p"))) {
            assertEquals(
                    new Dig.Answer("NOERROR", List.of(net.first)),
                    dig(seeker, net, "node1.p2p"),
                    () -> said(owner, seeker));
        }
    }

    @ParameterizedTest
    @EnumSource
    void patternIsForManyNamesAndManyNodes(Net net) throws Exception {
        String secret = keys.secretFor("*.p2p");
        try (Daemon node1 = start(
                        first, net, "--auth-add-skey", secret, "--value-id", "node1.p2p", "--value-id", "foobar.p2p");
                Daemon node2 = join(
                        second,
                        net,
                        node1,
                        "--auth-add-skey",
                        secret,
                        "--value-id",
                        "node2.p2p",
                        "--value-id",
                        "foobar.p2p");
                Daemon node3 = join(second, net, node1, "--auth-add-pkey", keys.publicFor("*.p2p"))) {
            String one = net.atFirst + node1.dhtPort();
            String two = net.atSecond + node2.dhtPort();
            awaitFound(node3, "node1.p2p", Set.of(one));
            awaitFound(node3, "node2.p2p", Set.of(two));
            awaitFound(node3, "foobar.p2p", Set.of(one, two));
            assertEquals(
                    Set.of(net.first, net.second),
                    Set.copyOf(dig(node3, net, "foobar.p2p").data()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrongPublicKeyFindsNothing(Net net) throws Exception {
        try (Daemon owner =
                        start(first, net, "--auth-add-skey", keys.secretFor("node1.p2p"), "--value-id", "node1.p2p");
                Daemon stranger = join(second, net, owner, "--auth-add-pkey", others.publicFor("node1.p2p"));
                Daemon seeker = join(second, net, owner, "--auth-add-pkey", keys.publicFor("node1.p2p"))) {
            awaitFound(seeker, "node1.p2p", Set.of(net.atFirst + owner.dhtPort()));

            awaitNothing(stranger, "node1.p2p");
            assertEquals(new Dig.Answer("NXDOMAIN", List.of()), dig(stranger, net, "node1.p2p"));
        }
    }

    /** Everybody can announce the identifier, which is no secret; the signature is what they lack. */
    @ParameterizedTest
    @EnumSource
    void impostorIsNeverHandedOut(Net net) throws Exception {
        String id = identifier("node1", keys);
        try (Daemon owner =
                        start(first, net, "--auth-add-skey", keys.secretFor("node1.p2p"), "--value-id", "node1.p2p");
                Daemon witness = join(first, net, owner);
                Daemon impostor = join(second, net, owner, "--value-id", id + ":4711");
                Daemon seeker = join(first, net, owner, "--auth-add-pkey", keys.publicFor("node1.p2p"))) {
            String real = net.atFirst + owner.dhtPort();
            String forged = net.atSecond + "4711";
            assertTrue(impostor.control("list", "values").out().contains(id));
            awaitFound(witness, id, Set.of(real, forged));
            awaitFound(seeker, "node1.p2p", Set.of(real));
            Patience.await(
                    "the end of all challenges",
                    Patience.LONG,
                    () -> seeker.control("lookup", "--wait", "0.2", "node1.p2p")
                                            .out()
                                            .equals(real + "\n")
                                    && results(seeker).contains("done: 1")
                            ? Optional.of(true)
                            : Optional.empty());
            assertProof("record", seeker);
            assertEquals(new Dig.Answer("NOERROR", List.of(net.first)), dig(seeker, net, "node1.p2p"));
            owner.program().kill();
            assertEquals(new Dig.Answer("NOERROR", List.of(net.first)), dig(seeker, net, "node1.p2p"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nameUnderAKeyIsFoundByItsRecordAlone(Net net) throws Exception {
        String[] owned = {"--auth-add-skey", keys.secretFor("node1.p2p"), "--value-id", "node1.p2p"};
        String[] trusted = {"--auth-add-pkey", keys.publicFor("node1.p2p")};
        try (Daemon owner = start(first, net, with(owned, "--auth-legacy", "off"));
                Daemon seeker = join(second, net, owner, with(trusted, "--auth-legacy", "off"))) {
            assertEquals(
                    new Dig.Answer("NOERROR", List.of(net.first)),
                    dig(seeker, net, "node1.p2p"),
                    () -> said(owner, seeker));
            assertProof("record", seeker);
        }
    }

    @Test
    void ownerWhoPublishesNoRecordIsFoundByChallengesAlone() throws Exception {
        try (ClassicOwner owner = new ClassicOwner(keys);
                Daemon announcer =
                        Daemon.start(Host.LOCAL, "--value-id", identifier("node1", keys) + ":" + owner.port());
                Daemon asker = trusting(announcer);
                Daemon refuser = trusting(announcer, "--auth-legacy", "off")) {
            awaitFound(asker, "node1.p2p", Set.of("127.0.0.1:" + owner.port()));
            assertProof("legacy", asker);
            awaitNothing(refuser, "node1.p2p");
        }
    }

    private Daemon trusting(Daemon other, String... options) throws Exception {
        return Daemon.start(
                Host.LOCAL,
                with(
                        with(options, "--peer", "127.0.0.1:" + other.dhtPort()),
                        "--auth-add-pkey",
                        keys.publicFor("node1.p2p")));
    }

    /** All that was found is proved in one way. */
    private static void assertProof(String proof, Daemon seeker) throws Exception {
        String results = results(seeker);
        assertEquals(
                Set.of("    proof: " + proof),
                results.lines().filter(line -> line.contains("proof:")).collect(Collectors.toSet()),
                results);
    }

    private static String results(Daemon seeker) throws Exception {
        return seeker.control("list", "results").out();
    }

    private static String identifier(String name, KeyPair keys) throws Exception {
        byte[] text = (keys.publicKey() + name).getBytes(US_ASCII);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
    }

    private static void awaitFound(Daemon seeker, String name, Set<String> addresses) throws Exception {
        Patience.await(
                name + " at " + addresses,
                Patience.LONG,
                () -> seeker.control("lookup", name).out().lines().toList().containsAll(addresses)
                        ? Optional.of(true)
                        : Optional.empty());
        assertEquals(
                addresses,
                Set.copyOf(seeker.control("lookup", name).out().lines().toList()));
    }

    /** Waits until all searches have ended, which takes a node longer that has just joined. */
    private static void awaitNothing(Daemon seeker, String name) throws Exception {
        Patience.await("the end of the search for " + name, Patience.LONG, () -> {
            Program.Outcome outcome = seeker.control("lookup", name);
            assertEquals("", outcome.out());
            return outcome.err().equals("No address found.\n") ? Optional.of(true) : Optional.empty();
        });
    }

    private static Dig.Answer dig(Daemon seeker, Net net, String name) throws Exception {
        return seeker.dig("127.0.0.1", net.type, name);
    }

    private static Daemon start(Host host, Net net, String... options) throws Exception {
        return Daemon.start(host, with(options, "--mode", net.mode));
    }

    /** Starts a node that joins through one on the first machine. */
    private static Daemon join(Host host, Net net, Daemon other, String... options) throws Exception {
        return start(host, net, with(options, "--peer", net.atFirst + other.dhtPort()));
    }

    private static String[] with(String[] options, String name, String value) {
        String[] more = Arrays.copyOf(options, options.length + 2);
        more[options.length] = name;
        more[options.length + 1] = value;
        return more;
    }

    private static String said(Daemon... daemons) {
        StringBuilder said = new StringBuilder();
        for (Daemon daemon : daemons) {
            said.append(daemon.program().said());
        }
        return said.toString();
    }
}
