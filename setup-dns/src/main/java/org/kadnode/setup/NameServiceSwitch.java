package org.kadnode.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    private static final Pattern ASKS_SERVERS = Pattern.compile("(?<![^ \t])(?:resolve|dns)(?![^ \t])");

    /** Class and machine: what has to be alike for libraries to work together (ELF header). */
    private static final int ELF_HEADER = 20;

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
                .anyMatch(line -> Arrays.asList(line.split("[ \t:]+", -1)).contains(service));
    }

    /** Whether a folder of libraries is for those of one architecture, e.g. {@code x86_64-linux-gnu}. */
    static boolean isArchitecture(String name) {
        return name.contains("-linux-gnu");
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
        if (Arrays.asList(services.split("[ \t]+", -1)).contains("kadnode")) {
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
        Stream<String> folders = Stream.of("/usr/lib", "/lib", "/usr/lib64", "/lib64")
                .flatMap(lib -> Stream.concat(
                        tree.names(lib).stream()
                                .filter(NameServiceSwitch::isArchitecture)
                                .map(name -> lib + "/" + name),
                        Stream.of(lib)));
        List<String> fitting = new ArrayList<>();
        folders.filter(folder -> tree.text(folder + "/" + C_LIBRARY)
                        .filter(theirs -> fits(theirs, library))
                        .isPresent())
                .map(tree::real)
                .forEach(fitting::add);
        if (fitting.isEmpty()) {
            throw new SetupException("no C library (glibc) is found that " + LIBRARY + " works with");
        }
        return fitting.getFirst();
    }

    private static boolean fits(String theirs, String ours) {
        return theirs.length() >= ELF_HEADER
                && ours.length() >= ELF_HEADER
                && theirs.substring(0, 6).equals(ours.substring(0, 6))
                && theirs.substring(ELF_MACHINE, ELF_HEADER).equals(ours.substring(ELF_MACHINE, ELF_HEADER));
    }

    private static String bytes(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
