package org.kadnode.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The C library (glibc) itself: our part of it finds hosts before it asks name servers (nsswitch.conf(5)). */
final class NameServiceSwitch implements FileMethod {

    private static final String SWITCH = "/etc/nsswitch.conf";
    private static final String LIBRARY = "libnss_kadnode.so.2";
    private static final String C_LIBRARY = "libc.so.6";

    /** Name servers are not to hear of names that the node has denied; without the node all is as before. */
    private static final String SERVICE = "kadnode [!UNAVAIL=return]";

    /** The line, of which the last counts: what precedes the services, and the services. */
    private static final Pattern HOSTS = Pattern.compile("(?m)^([ \t]*hosts[ \t]*:[ \t]*)([^#\n]*)");

    /** Those that ask name servers. */
    private static final Pattern ASKS_SERVERS = Pattern.compile("(?<![^ \t\\]])(?:resolve|dns)(?![^ \t\\[])");

    /** Class and machine: what has to be alike for libraries to work together (ELF header). */
    private static final int ELF_HEADER = 20;

    private static final int ELF_CLASS_END = 6;
    private static final int ELF_MACHINE = 18;

    @Override
    public String id() {
        return "nsswitch";
    }

    @Override
    public String title() {
        return "the name service switch of the C library";
    }

    @Override
    public boolean isInUse(Tree tree) {
        return tree.exists(SWITCH);
    }

    @Override
    public void plan(Tree tree, Goal goal) {
        if (!goal.nss()) {
            throw new SetupException(
                    "the node does not answer the C library: it needs the plugin nss, and a --nss-port other than 0");
        }
        if (tree.real(SWITCH).contains("/authselect/")) {
            throw new SetupException(SWITCH + " is made by authselect, which would undo a change of it: put '" + SERVICE
                    + "' before 'dns' into the line 'hosts' of /etc/authselect/user-nsswitch.conf, and run"
                    + " authselect apply-changes");
        }
        String library = bytes(goal.library()
                .orElseThrow(() -> new SetupException(
                        "this installation has no " + LIBRARY + ": it was built on a machine without a C compiler")));
        tree.write(folder(tree, library) + "/" + LIBRARY, library);
        tree.write(SWITCH, edited(tree.text(SWITCH).orElse("")));
    }

    @Override
    public List<List<String>> reload() {
        return List.of();
    }

    /** Whether hosts are looked for at a service. */
    static boolean hasService(Tree tree, String service) {
        return Lines.of(tree, SWITCH)
                .filter(line -> line.matches("hosts[ \t]*:.*"))
                .anyMatch(line -> names(line, service));
    }

    private static boolean names(String services, String service) {
        return Arrays.asList(services.split("[ \t:\\[\\]]+", -1)).contains(service);
    }

    private static String edited(String text) {
        Matcher line = HOSTS.matcher(text);
        boolean found = false;
        int start = 0;
        String services = "";
        while (line.find()) {
            found = true;
            start = line.start(2);
            services = line.group(2);
        }
        if (!found) {
            return Lines.append(text, "hosts: files " + SERVICE + " dns\n");
        }
        if (names(services, "kadnode")) {
            return text;
        }
        Matcher servers = ASKS_SERVERS.matcher(services);
        if (servers.find()) {
            int at = start + servers.start();
            return text.substring(0, at) + SERVICE + " " + text.substring(at);
        }
        int at = start + services.stripTrailing().length();
        return text.substring(0, at) + " " + SERVICE + text.substring(at);
    }

    /** Where the libraries are that work together with ours. */
    private static String folder(Tree tree, String library) {
        return Libraries.folders(tree)
                .filter(folder -> tree.exists(folder + "/" + C_LIBRARY)
                        && fits(beginning(tree.file(folder + "/" + C_LIBRARY)), library))
                .map(tree::real)
                .findFirst()
                .orElseThrow(() -> new SetupException("no C library (glibc) is found that " + LIBRARY + " works with"));
    }

    private static boolean fits(String theirs, String ours) {
        return theirs.length() == ELF_HEADER
                && ours.length() >= ELF_HEADER
                && theirs.substring(0, ELF_CLASS_END).equals(ours.substring(0, ELF_CLASS_END))
                && theirs.substring(ELF_MACHINE).equals(ours.substring(ELF_MACHINE, ELF_HEADER));
    }

    private static String beginning(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(ELF_HEADER), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String bytes(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
