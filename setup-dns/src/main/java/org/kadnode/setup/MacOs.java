package org.kadnode.setup;

import java.util.List;

/** macOS, which has a file for each domain that is asked for elsewhere (resolver(5) of macOS). */
final class MacOs implements FileMethod {

    @Override
    public String id() {
        return "macos";
    }

    @Override
    public String title() {
        return "macOS";
    }

    @Override
    public boolean isInUse(Tree tree) {
        return tree.exists("/System/Library/CoreServices");
    }

    @Override
    public void plan(Tree tree, Goal goal) {
        Goal.Server server = goal.server();
        tree.write("/etc/resolver/" + goal.domain(), """
                # %s.
                nameserver %s
                port %d
                """.formatted(ORIGIN, server.address(), server.port()));
    }

    @Override
    public List<List<String>> reload() {
        return List.of(List.of("killall", "-HUP", "mDNSResponder"));
    }
}
