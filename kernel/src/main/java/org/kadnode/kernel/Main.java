package org.kadnode.kernel;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.keys.KeysTool;
import org.kadnode.kernel.os.Background;
import org.kadnode.kernel.os.LogOutput;
import org.kadnode.kernel.os.OsException;
import org.kadnode.kernel.os.Verbosity;
import org.kadnode.kernel.settings.CommandLine;
import org.kadnode.kernel.settings.HelpText;
import org.kadnode.kernel.settings.Secrets;
import org.kadnode.kernel.settings.SettingsException;
import org.kadnode.kernel.settings.SettingsTree;
import org.kadnode.plugins.FileAccess;
import org.kadnode.plugins.KadNodeException;

/**
 * The program {@code kadnode}. Exits with 0 after {@code --help}, {@code --version} and a node that was told to stop, and
 * with 1 and one line on standard error if something is wrong. {@code kadnode keys} is {@link KeysTool}.
 */
public final class Main {

    private Main() {}

    /**
     * Runs the program.
     *
     * @param words the command line
     */
    public static void main(String[] words) {
        // What is wanted is not known yet; but what is wrong with a plugin should be told.
        LogOutput.toStandardError(Verbosity.QUIET);
        int status;
        try {
            status = run(List.of(words));
        } catch (SettingsException | KadNodeException | OsException | IOException refused) {
            log().log(Level.ERROR, refused.getMessage());
            status = 1;
        } catch (InterruptedException nobodyWaits) {
            status = 1;
        } catch (RuntimeException | Error bug) {
            // Else the hook of a node that has begun to serve would end the process with 0.
            log().log(Level.ERROR, "Unexpected failure", bug);
            status = 1;
        }
        if (System.out.checkError() && status == 0) {
            log().log(Level.ERROR, "Cannot write to standard output");
            status = 1;
        }
        LogOutput.flush();
        // Not exit: threads of plugins may still run, and hooks have nothing left to do.
        Runtime.getRuntime().halt(status);
    }

    /** Not a constant: loggers must not be touched before {@link LogOutput}. */
    static Logger log() {
        return System.getLogger(Main.class.getName());
    }

    private static int run(List<String> words) throws OsException, IOException, InterruptedException {
        if (!words.isEmpty() && words.getFirst().equals(KeysTool.NAME)) {
            return KeysTool.run(words.subList(1, words.size()), Startup.stateFolder());
        }
        Startup startup = Startup.of(words);
        CommandLine line = startup.line();
        if (line.asksForHelp()) {
            System.out.println(HelpText.of(startup.table(), startup.defaults()));
            return 0;
        }
        if (line.asksForVersion()) {
            System.out.println(Version.text(startup.plugins().plugins()));
            return 0;
        }
        if (line.asksForKeys()) {
            SecretKey key = Ed25519.generate(new SecureRandom());
            System.out.println("public key: " + key.publicKey());
            System.out.println("secret key: " + key.secretHex());
            return 0;
        }
        SettingsTree settings = startup.settings();
        if (line.showsSecret() && !Background.isChild()) {
            log().log(
                            Level.WARNING,
                            "A secret key on the command line can be seen by every user of this machine: use --auth-key-file");
        }
        if (!Background.isChild()) {
            line.configFile()
                    .filter(Main::showsSecret)
                    .ifPresent(config -> log().log(
                                    Level.WARNING,
                                    config + " holds a secret key and others may read it: chmod 600 it"));
        }
        if (settings.flag("process.daemon") && !Background.isChild()) {
            return Background.startChild();
        }
        return new Daemon(settings, startup.plugins()).run();
    }

    private static boolean showsSecret(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return !Secrets.hidden(text).equals(text) && FileAccess.isOpenToOthers(file);
        } catch (IOException unreadable) {
            // It was read a moment ago, and that is what counts.
            return false;
        }
    }
}
