package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.NodeConfig;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.IpAddress;
import org.kadnode.kernel.settings.IsolationPrefix;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/**
 * What the settings under {@code dht}, {@code naming} and {@code auth} say, understood once.
 *
 * @param families the families of {@code dht.mode} that this machine has, at least one
 * @param port UDP port of the DHT; 0 draws a free one
 * @param device the one interface to use; empty for all
 * @param isolation what every datagram of the swarm begins with; nothing for the public one
 * @param peerFile where peers are read from and written to
 * @param peers more peers, as the user wrote them
 * @param values what to announce for the whole run
 * @param naming how names are understood, with the keys that the settings name
 * @param addresses what to sign into the records of our names
 * @param zones what else to sign
 * @param legacyAuth whether names under a key are proved as KadNode 1.0 does
 */
record DhtSettings(
        Set<Family> families,
        int port,
        Optional<String> device,
        Opaque isolation,
        Optional<PeerFile> peerFile,
        List<String> peers,
        List<NameAndPort> values,
        Naming naming,
        Set<Address> addresses,
        ZoneFiles zones,
        boolean legacyAuth) {

    private static final String DEVICE = "dht.interface";
    private static final String ISOLATION = "dht.isolation-prefix";
    private static final String ADDRESSES = "naming.addresses";

    private static final Logger LOG = System.getLogger(DhtSettings.class.getName());

    /**
     * Understands settings.
     *
     * @throws KadNodeException if one has no value or a wrong one
     * @throws IOException if this machine has none of the families
     */
    static DhtSettings of(Settings settings) throws IOException {
        String domain = settings.text("naming.tld");
        Naming bare = new Naming(domain, KeyRing.EMPTY, settings.flag("naming.pkarr"));
        Naming naming = bare.with(Keys.read(settings, bare));
        List<NameAndPort> values = settings.texts("naming.values").stream()
                .map(text -> value(settings, naming, text))
                .toList();
        return new DhtSettings(
                families(settings.text("dht.mode")),
                settings.number("dht.port"),
                device(settings),
                isolation(settings),
                optional(settings, "dht.peer-file").map(file -> new PeerFile(Path.of(file))),
                settings.texts("dht.peers"),
                values,
                naming,
                addresses(settings),
                new ZoneFiles(
                        settings.texts("naming.zones").stream().map(Path::of).toList(),
                        values.stream()
                                .flatMap(value -> bare.parse(value.name()).stream())
                                .flatMap(name -> name.secret().stream())
                                .toList()),
                settings.flag("auth.legacy"));
    }

    private static Set<Family> families(String mode) throws IOException {
        Set<Family> wanted = switch (mode) {
            case "ipv4" -> EnumSet.of(Family.IPV4);
            case "ipv6" -> EnumSet.of(Family.IPV6);
            case "dual" -> EnumSet.allOf(Family.class);
            default ->
                throw new KadNodeException(
                        KadNodeException.Kind.SETTING, "dht.mode: '" + mode + "' is not ipv4, ipv6 or dual");
        };
        Set<Family> available = EnumSet.noneOf(Family.class);
        for (Family family : wanted) {
            if (UdpPorts.isAvailable(family)) {
                available.add(family);
            } else {
                LOG.log(Level.WARNING, "This machine has no " + family.label() + ": the node does without.");
            }
        }
        if (available.isEmpty()) {
            throw new IOException("dht.mode " + mode + " is impossible on this machine");
        }
        return available;
    }

    private static Set<Address> addresses(Settings settings) {
        Set<Address> addresses = new LinkedHashSet<>();
        for (String text : settings.texts(ADDRESSES)) {
            addresses.add(IpAddress.parse(text)
                    .map(Address::of)
                    .filter(address -> !address.isMartian())
                    .orElseThrow(() -> settings.refused(ADDRESSES, text, "is not an address to be reached at")));
        }
        return addresses;
    }

    private static Optional<String> optional(Settings settings, String path) {
        return settings.has(path) ? Optional.of(settings.text(path)).filter(text -> !text.isBlank()) : Optional.empty();
    }

    private static Optional<String> device(Settings settings) throws IOException {
        Optional<String> name = optional(settings, DEVICE);
        if (name.isPresent() && NetworkInterface.getByName(name.get()) == null) {
            throw settings.refused(DEVICE, name.get(), "is not a network interface of this machine");
        }
        return name;
    }

    private static Opaque isolation(Settings settings) {
        return optional(settings, ISOLATION)
                .map(hex -> IsolationPrefix.parse(hex)
                        .map(Opaque::of)
                        .orElseThrow(() -> settings.refused(
                                ISOLATION,
                                hex,
                                "is not at most " + 2 * NodeConfig.LONGEST_ISOLATION + " hex digits, two a byte")))
                .orElse(Opaque.NONE);
    }

    /** What is left of a name without the top level domain is judged as well, since nothing may be. */
    private static NameAndPort value(Settings settings, Naming naming, String text) {
        return NameAndPort.parse(Keys.resolve("--value-id", text))
                .filter(value -> naming.parse(value.name()).isPresent())
                .orElseThrow(() ->
                        settings.refused("naming.values", text, "is not a name to announce, or has no valid port"));
    }
}
