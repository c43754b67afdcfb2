package org.kadnode.plugin.lpd;

import java.util.List;
import org.kadnode.plugins.Option;

/** The command line options of the plugin. */
final class LpdOptions {

    static final List<Option> ALL = List.of(
            Option.value(
                            "lpd-addr",
                            "address",
                            "lpd.addresses",
                            Option.Kind.TEXT,
                            "Look for nodes of the local network in this multicast group, and perhaps at another port,"
                                    + " instead of 239.192.152.143:6771 and [ff15::efc0:988f]:6771.")
                    .repeated(),
            Option.disable(
                    "lpd-disable", "lpd.enabled", "Do not look for nodes of the local network, nor answer them."));

    private LpdOptions() {}
}
