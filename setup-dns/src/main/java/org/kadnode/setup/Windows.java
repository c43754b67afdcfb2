package org.kadnode.setup;

import java.util.List;

/** Windows, which has a table of domains that are asked for elsewhere (Name Resolution Policy Table), not a file. */
final class Windows implements Method {

    /** Also those that an earlier run has left behind. */
    private static final String REMOVE =
            "Get-DnsClientNrptRule | Where-Object Comment -eq 'KadNode' | Remove-DnsClientNrptRule -Force; ";

    private static final String FORGET = "Clear-DnsClientCache";

    @Override
    public String id() {
        return "windows";
    }

    @Override
    public String title() {
        return "Windows";
    }

    @Override
    public boolean isInUse(Tree tree) {
        return tree.exists("/Windows/System32");
    }

    @Override
    public void plan(Tree tree, Goal goal) {
        goal.serverOfDnsPort(title());
    }

    @Override
    public List<List<String>> start(Goal goal) {
        return powerShell(REMOVE
                + "Add-DnsClientNrptRule -Namespace '.%s' -NameServers '%s' -Comment 'KadNode'; "
                        .formatted(goal.domain(), goal.serverOfDnsPort(title()).address())
                + FORGET);
    }

    @Override
    public List<List<String>> stop() {
        return powerShell(REMOVE + FORGET);
    }

    private static List<List<String>> powerShell(String command) {
        return List.of(List.of("powershell", "-NoProfile", "-NonInteractive", "-Command", command));
    }
}
