package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of all parts that are shipped, for those who have to know what runs on their machines. */
class PartsIT {

    private static final Path LIST = Daemon.HOME.resolve("share/sbom/kadnode.cdx.json");

    @Test
    void everyJarIsInTheListWithItsHash() throws Exception {
        List<String> hashes;
        try (Stream<Path> files = Files.walk(Daemon.HOME)) {
            hashes = files.filter(file -> file.toString().endsWith(".jar"))
                    .map(PartsIT::hash)
                    .sorted()
                    .toList();
        }
        assertTrue(hashes.size() > 12, hashes::toString);
        assertEquals(
                hashes,
                Pattern.compile("\"content\": \"([0-9a-f]{64})\"")
                        .matcher(Files.readString(LIST))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .sorted()
                        .toList());
    }

    @Test
    void theListIsJsonAndNamesWhatIsOfOthersInOurJars() throws Exception {
        Machine.needsProgram("python3", "python3");

        String inside = Program.succeed(
                Host.LOCAL,
                "python3",
                "-c",
                "import json, sys; bom = json.load(open(sys.argv[1])); "
                        + "print(bom['bomFormat'], bom['specVersion'], *sorted(part['name'] + ':' + inner['name']"
                        + " for part in bom['components'] for inner in part.get('components', [])))",
                LIST.toString());

        assertEquals(
                "CycloneDX 1.6 kadnode-bouncycastle:bcprov-jdk18on kadnode-dnsjava:dnsjava"
                        + " kadnode-plugin-portfwd:org.jupnp\n",
                inside);
    }

    private static String hash(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (Exception e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
