package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The password, who knows it, and what is kept of it. */
class LoginTest {

    static final String PASSWORD = "correct horse";

    /** As Python's hashlib computes it, with the salt 00 01 … 0f. */
    static final PasswordHash HASH = PasswordHash.parse(
                    "$pbkdf2-sha512$i=1000$AAECAwQFBgcICQoLDA0ODw$Xpx07WjVx4vCIvrmBRj8uOoVVtGqJqtUv2J5bhizSQs7osCteF7W4A61dZDqSIqQjO+dxO6p5FT/Uy7QRBXSXA")
            .orElseThrow();

    private final Asking asking = new Asking(Map.of("web.settling", "0 s"), Optional.of(HASH));

    @TempDir
    Path folder;

    static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("anybody:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoKnowsThePasswordIsLetIn() {
        assertEquals(
                200,
                asking.get("/api/v1/status", "Authorization", basic(PASSWORD)).status());
        assertEquals(200, asking.get("/", "Authorization", basic(PASSWORD)).status());
    }

    @Test
    void othersAreAskedForIt() {
        Answer answer = asking.get("/api/v1/status");

        assertEquals(401, answer.status());
        assertEquals(
                "Basic realm=\"KadNode\", charset=\"UTF-8\"", answer.headers().get("WWW-Authenticate"));
        assertEquals(
                401, asking.get("/", "Authorization", basic("correct hors")).status());
        assertEquals(401, asking.get("/announce?foo").status());
        assertEquals(List.of(), asking.node.announceRequests());
    }

    @Test
    void onlyThatItRunsIsToldToAll() {
        assertEquals(200, asking.get("/healthz").status());
        assertEquals(401, asking.get("/readyz").status());
        assertEquals(401, asking.get("/metrics").status());
        assertEquals(401, asking.get("/nothing").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic !",
                "Basic QQ",
                "Basic /w==",
                "Bearer correct horse",
                "Digest x",
                "Basic Y29ycmVjdCBob3JzZQ=="
            })
    void malformedCredentialsAreNone(String header) {
        assertEquals(401, asking.get("/api/v1/status", "Authorization", header).status());
    }

    @Test
    void whoFailsTooOftenHasToWait() {
        for (int i = 0; i < Login.MOST_FAILURES; i++) {
            assertEquals(
                    401, asking.get("/", "Authorization", basic("guess " + i)).status());
        }

        Answer answer = asking.get("/", "Authorization", basic(PASSWORD));
        assertEquals(429, answer.status());
        assertEquals("60", answer.headers().get("Retry-After"));

        asking.node.advance(Login.WHILE);
        assertEquals(200, asking.get("/", "Authorization", basic(PASSWORD)).status());
    }

    @Test
    void failuresOfOthersDoNotHinderWhoIsIn() {
        assertEquals(200, asking.get("/", "Authorization", basic(PASSWORD)).status());
        for (int i = 0; i <= Login.MOST_FAILURES; i++) {
            asking.get("/", "Authorization", basic("guess " + i));
        }
        assertEquals(200, asking.get("/", "Authorization", basic(PASSWORD)).status());
    }

    @Test
    void aPasswordInTheFileIsReplacedByItsHash() throws Exception {
        Path file = file("long enough\n", "rw-------");

        PasswordHash hash = PasswordFile.read(file, new Random(1));

        String text = Files.readString(file);
        assertTrue(text.startsWith("$pbkdf2-sha512$i=50000$") && text.endsWith("\n"), text);
        assertFalse(text.contains("long enough"), text);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(hash.isOf("long enough"));
        assertFalse(hash.isOf("long enough\n"));
        assertEquals(hash, PasswordFile.read(file, new Random(2)));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void theSamePasswordGivesAnotherHashEachTime() {
        Random random = new Random(1);
        assertNotEquals(
                PasswordHash.of(PASSWORD, random).hash(),
                PasswordHash.of(PASSWORD, random).hash());
    }

    @Test
    void aFileThatIsOpenToOthersIsRefused() throws Exception {
        assertRefused("must be readable by its owner only (chmod 600)", file("long enough", "rw-r-----"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "two\nlines of it", "control \u0007 character"})
    void whatIsNoPasswordIsRefused(String text) throws Exception {
        assertRefused("must hold one line with a password of 8 to 200 characters", file(text, "rw-------"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$pbkdf2-sha512$i=1000$AAECAwQFBgcICQoLDA0ODw$short",
                "$pbkdf2-sha256$i=1000$AAECAwQFBgcICQoLDA0ODw$x",
                "$pbkdf2-sha512$i=0$x$y"
            })
    void aHashThatIsBrokenIsNotTakenForAPassword(String text) throws Exception {
        Path file = file(text, "rw-------");
        assertRefused("holds a hash that cannot be read", file);
        assertEquals(text, Files.readString(file));
    }

    @Test
    void aFileThatIsMissingOrLongIsRefused() throws Exception {
        assertRefused("is missing", folder.resolve("none"));
        assertRefused("is too long for a password", file("x".repeat(100_000), "rw-------"));
    }

    private static void assertRefused(String reason, Path file) {
        assertEquals(
                reason,
                assertThrows(IOException.class, () -> PasswordFile.read(file, new Random(1)))
                        .getMessage());
    }

    private Path file(String text, String permissions) throws IOException {
        Path file = Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        return Files.writeString(file, text);
    }
}
