package org.kadnode.plugin.dns;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugin.dns.proxy.Upstream;
import org.kadnode.plugins.Settings;

/**
 * Who is asked for names that are not of the network.
 *
 * @param servers these, if there are any
 * @param resolvConf and those that this file lists
 * @param authorities a PEM file with the certificates that upstreams with TLS are proved by; empty for those that Java
 *     brings along
 */
record ProxySettings(List<Upstream> servers, Optional<Path> resolvConf, Optional<Path> authorities) {

    static ProxySettings from(Settings settings) {
        List<Upstream> servers = settings.texts("dns.servers").stream()
                .map(text -> {
                    try {
                        return Upstream.parse(text);
                    } catch (IllegalArgumentException e) {
                        throw settings.refused("dns.servers", text, String.valueOf(e.getMessage()));
                    }
                })
                .toList();
        return new ProxySettings(
                servers,
                settings.flag("dns.proxy") ? Optional.of(Path.of(settings.text("dns.resolv-conf"))) : Optional.empty(),
                Optional.of(settings.text("dns.authorities"))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of));
    }

    /** Whether there is anybody to ask. */
    boolean isOn() {
        return !servers.isEmpty() || resolvConf.isPresent();
    }
}
