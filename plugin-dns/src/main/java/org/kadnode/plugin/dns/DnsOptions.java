package org.kadnode.plugin.dns;

import java.util.List;
import org.kadnode.plugins.Option;

/** The command line options of the plugin. */
final class DnsOptions {

    static final List<Option> ALL = List.of(
            Option.value(
                    "dns-port",
                    "port",
                    "dns.port",
                    Option.Kind.PORT_OR_OFF,
                    "Answer DNS questions on this port of 127.0.0.1 and ::1. 0 switches it off."),
            Option.value(
                            "dns-addr",
                            "address",
                            "dns.addresses",
                            Option.Kind.TEXT,
                            "Answer DNS questions on this address, too, and perhaps on another port: 192.168.1.1:53.")
                    .repeated(),
            Option.value(
                            "dns-server",
                            "address",
                            "dns.servers",
                            Option.Kind.TEXT,
                            "Ask this DNS server for names that are not of the network; tls://... for one with TLS.")
                    .repeated(),
            Option.enable(
                    "dns-proxy-enable",
                    "dns.proxy",
                    "Ask the DNS servers of /etc/resolv.conf for names that are not of the network."),
            Option.value(
                    "dns-tls-cert",
                    "file",
                    "dns.tls.certificate",
                    Option.Kind.PATH,
                    "Answer DNS over TLS with the certificate chain in this PEM file."),
            Option.value(
                    "dns-tls-key",
                    "file",
                    "dns.tls.key",
                    Option.Kind.PATH,
                    "The private key of the certificate, in PEM."),
            Option.value("dns-tls-port", "port", "dns.tls.port", Option.Kind.PORT, "Port for DNS over TLS."));

    private DnsOptions() {}
}
