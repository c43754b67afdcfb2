package org.kadnode.plugin.portfwd;

import java.util.List;
import org.kadnode.plugins.Option;

/** The command line options of the plugin. */
final class PortfwdOptions {

    static final List<Option> ALL = List.of(Option.disable(
            "fwd-disable", "portfwd.enabled", "Do not ask the router of this network to forward ports."));

    private PortfwdOptions() {}
}
