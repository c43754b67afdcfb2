package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.KadNode;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Answers for the names of addresses (RFC 1035, section 3.5; RFC 3596, section 2.5): {@code localhost} for this machine,
 * and for others the names that have been found to lead to them with a proof. Whatever else it is asked, others may know.
 */
final class Reverse implements Source {

    private static final List<Name> ZONES =
            List.of(Name.fromConstantString("in-addr.arpa."), Name.fromConstantString("ip6.arpa."));
    private static final Name LOCALHOST = Name.fromConstantString("localhost.");

    private final KadNode node;
    private final DnsSettings settings;
    private final Zones zones;
    private final Optional<Others> others;

    Reverse(KadNode node, DnsSettings settings, Zones zones, Optional<Others> others) {
        this.node = node;
        this.settings = settings;
        this.zones = zones;
        this.others = others;
    }

    /** Whether a name is that of an address. */
    boolean isFor(Name name) {
        return address(name).isPresent();
    }

    /** The answer for the addresses of this machine itself. */
    Optional<Answer> atOnce(Question question) {
        boolean here =
                address(question.name()).filter(InetAddress::isLoopbackAddress).isPresent();
        if (!here) {
            return Optional.empty();
        }
        return Optional.of(answer(question, List.of(pointer(question, LOCALHOST))));
    }

    /** What is to be said about an address that has names; it is a zone of its own. */
    private Answer answer(Question question, List<PTRRecord> pointers) {
        Draft draft = Draft.of(question).authoritative();
        SOARecord soa = zones.soaOf(question.name());
        return switch (question.type()) {
            case Type.PTR, Type.ANY -> draft.answer(pointers).answer();
            case Type.SOA -> draft.answer(List.of(soa)).answer();
            default -> draft.negative(soa).answer();
        };
    }

    @Override
    public Found find(Question question, Duration deadline) throws InterruptedException {
        boolean isForPointer = question.type() == Type.PTR || question.type() == Type.ANY;
        // Others may know more about an address, but not which names of the network lead to it.
        if (isForPointer || others.isEmpty()) {
            List<PTRRecord> pointers = address(question.name()).map(node::names).orElse(List.of()).stream()
                    .map(Reverse::name)
                    .flatMap(Optional::stream)
                    .map(name -> pointer(question, name))
                    .toList();
            if (!pointers.isEmpty()) {
                return new Found(answer(question, pointers), true);
            }
        }
        if (others.isPresent()) {
            return others.get().find(question, deadline);
        }
        return new Found(Draft.code(Rcode.REFUSED).because(ExtendedError.FOREIGN), true);
    }

    private PTRRecord pointer(Question question, Name target) {
        return new PTRRecord(question.name(), DClass.IN, settings.ttl().toSeconds(), target);
    }

    private static Optional<Name> name(String text) {
        try {
            return Optional.of(Name.fromString(text, Name.root));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> address(Name name) {
        if (ZONES.stream().noneMatch(name::subdomain)) {
            return Optional.empty();
        }
        try {
            InetAddress address = ReverseMap.fromName(name);
            // The library takes names of any length, and fills up with zeros.
            return ReverseMap.fromAddress(address).equals(name) ? Optional.of(address) : Optional.empty();
        } catch (UnknownHostException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
