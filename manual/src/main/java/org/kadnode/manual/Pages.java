package org.kadnode.manual;

import java.util.List;
import java.util.Locale;
import org.kadnode.kernel.settings.KernelOptions;
import org.kadnode.plugins.Command;

/** The manual pages. */
final class Pages {

    private final Known known;

    Pages(Known known) {
        this.known = known;
    }

    /** {@code kadnode(1)}. */
    String program() {
        Roff page = new Roff("kadnode", 1, "find hosts by name in a distributed hash table")
                .section("SYNOPSIS")
                .text("kadnode [options]")
                .text("kadnode keys|setup-dns|manual|demo|simulate [options]")
                .section("DESCRIPTION")
                .text(
                        "KadNode resolves names without servers. A machine announces a name such as myname.p2p in the distributed"
                                + " hash table that BitTorrent clients form, and every other machine that runs KadNode finds its"
                                + " address.")
                .text(
                        "It runs in the foreground until SIGTERM or SIGINT, unless --daemon is given. kadnode keys makes, shows"
                                + " and moves keys, kadnode setup-dns makes this computer ask KadNode for its names; both print more"
                                + " with --help.");
        known.options().forEach((owner, options) -> {
            page.section(owner.equals(Main.KERNEL) ? "OPTIONS" : "OPTIONS OF PLUGIN " + owner.toUpperCase(Locale.ROOT));
            options.forEach(each ->
                    page.entry("--" + each.option().name(), each.option().argument(), each.explanation()));
        });
        return page.section("EXIT STATUS")
                .entry("0", "", "The node was told to stop, or printed what it was asked for.")
                .entry("1", "", "Something is wrong; one line on standard error names the option, file or line.")
                .section("ENVIRONMENT")
                .entry(
                        "JAVA_HOME",
                        "",
                        "The Java that is used, if it is 21 or newer and the program has none of its own.")
                .entry("KADNODE_OPTS", "", "Further options for the Java virtual machine, e.g. -Xmx256m.")
                .section("EXAMPLES")
                .text("Join the swarm through the nodes in a file, and announce a name:")
                .example("kadnode --value-id myname.p2p --peerfile peers.txt")
                .text("Run in the background with the options in a file:")
                .example("kadnode --config /etc/kadnode/kadnode.conf --daemon --user kadnode")
                .section("SEE ALSO")
                .text("kadnode-ctl(1), kadnode.conf(5), kadnode-plugins(7), kadnode-setup-dns(8)")
                .toString();
    }

    /** {@code kadnode-ctl(1)}. */
    String control() {
        Roff page = new Roff("kadnode-ctl", 1, "send commands to a running KadNode")
                .section("SYNOPSIS")
                .text("kadnode-ctl [-p port] command [argument...]")
                .section("DESCRIPTION")
                .text(
                        "Sends a command to the node of this machine, and prints its reply. Plugins may bring further commands; a"
                                + " node that gets an unknown one lists those it has.")
                .section("OPTIONS")
                .entry("-p", "port", "UDP port of the node on loopback (its --cmd-port). Default: 1700.")
                .entry("-h", "", "Print a short help.")
                .section("COMMANDS");
        for (Command command : known.commands()) {
            page.entry(command.name(), command.arguments(), command.summary());
        }
        return page.section("EXIT STATUS")
                .entry("0", "", "Done.")
                .entry("1", "", "Failed, or not found.")
                .entry("2", "", "Wrong usage.")
                .entry("3", "", "No node was reached.")
                .entry("5", "", "No answer came in time.")
                .section("EXAMPLES")
                .example("kadnode-ctl status\nkadnode-ctl lookup myname.p2p\nkadnode-ctl announce add myname.p2p:8080")
                .section("SEE ALSO")
                .text("kadnode(1)")
                .toString();
    }

    /** {@code kadnode.conf(5)}. */
    String configuration() {
        Roff page = new Roff("kadnode.conf", 5, "configuration of KadNode")
                .section("DESCRIPTION")
                .text(
                        "A file that is given with --config. It has one of two forms, which is seen by its first line that is no"
                                + " comment; # begins a comment in both. What is given on the command line goes before what stands"
                                + " here.")
                .section("THE CLASSIC FORM")
                .text("One option of the command line a line, as in KadNode 1.0; see kadnode(1). The options --config,"
                        + " --auth-gen-keys, --help and --version make no sense here, and are refused.")
                .example("--mode dual\n--peerfile /var/lib/kadnode/peers.txt\n--value-id mycomputer.p2p")
                .section("THE FORM OF SETTINGS")
                .text("Settings in HOCON, of which JSON is a part. Each option of the command line writes one of them.")
                .example(
                        "dht { mode = dual, peer-file = /var/lib/kadnode/peers.txt }\nnaming.values = [mycomputer.p2p]")
                .section("OPTIONS AND SETTINGS");
        known.allOptions().stream()
                .filter(option -> !KernelOptions.COMMAND_LINE_ONLY.contains(option.name()))
                .forEach(option -> page.entry("--" + option.name(), "", option.path()));
        known.defaults()
                .forEach((owner, text) -> page.section(
                                owner.equals(Main.KERNEL)
                                        ? "DEFAULTS"
                                        : "DEFAULTS OF PLUGIN " + owner.toUpperCase(Locale.ROOT))
                        .example(text));
        return page.section("SEE ALSO").text("kadnode(1)").toString();
    }

    /** {@code kadnode-plugins(7)}. */
    String plugins() {
        Roff page = new Roff("kadnode-plugins", 7, "plugins of KadNode")
                .section("DESCRIPTION")
                .text(
                        "All but the node itself, its keys and its control port is a plugin: a jar that is found when KadNode"
                                + " starts, and that brings options, settings and commands of its own. Those that are part of an"
                                + " installation are in its folder plugins, or sealed into the program. Others are put into that"
                                + " folder, or into one that --plugin-dir names.")
                .text("A plugin that is listed in a file disabled.txt of its folder is not used. kadnode --version and"
                        + " kadnode-ctl plugins tell which ones are used, and why one is not.")
                .section("PLUGINS");
        known.plugins()
                .forEach((id, version) -> page.entry(
                        id,
                        "",
                        "Version " + version + "."
                                + (known.options().getOrDefault(id, List.of()).isEmpty()
                                        ? ""
                                        : " Options: "
                                                + String.join(
                                                        ", ",
                                                        known.options().getOrDefault(id, List.of()).stream()
                                                                .map(each -> "--"
                                                                        + each.option()
                                                                                .name())
                                                                .toList())
                                                + ".")));
        return page.section("SEE ALSO").text("kadnode(1), kadnode.conf(5)").toString();
    }
}
