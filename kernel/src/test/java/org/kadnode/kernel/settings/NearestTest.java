package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearestTest {

    private static final List<String> KNOWN = List.of("port", "peer", "peerfile", "verbosity");

    @ParameterizedTest
    @ValueSource(strings = {"port", "prot", "por", "sport", "pert"})
    void forgivesOneSlip(String word) {
        assertEquals(Optional.of("port"), Nearest.to(word, KNOWN));
    }

    @Test
    void forgivesMoreInLongWords() {
        assertEquals(Optional.of("verbosity"), Nearest.to("verbositi3s", KNOWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "ports-of-call"})
    void guessesNothingForStrangers(String word) {
        assertEquals(Optional.empty(), Nearest.to(word, KNOWN));
    }

    @Test
    void doesNotCompareEndlessWords() {
        assertEquals(Optional.empty(), Nearest.to("port".repeat(1000), KNOWN));
    }
}
