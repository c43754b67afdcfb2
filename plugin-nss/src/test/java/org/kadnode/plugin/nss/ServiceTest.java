package org.kadnode.plugin.nss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;
import org.kadnode.plugins.ResourceRecord;
import org.kadnode.plugins.SignedData;
import org.kadnode.plugins.testkit.FakeNode;

/** Requests and what is said to them, over a fake node and without sockets. */
class ServiceTest {

    private static final String TOKEN = "0102030405060708";
    private static final int REAL_PATIENCE_SECONDS = 20;

    private final FakeNode node = FakeNode.forPlugin(new NssPlugin(), Map.of("nss.settling", "0 s"));
    private final Counters counters = new Counters();
    private final Service service = new Service(node, NssSettings.from(node.settings()), counters);

    @Test
    void ourLibraryGetsAllAddresses() {
        node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80", "192.0.2.1:81")
                .searchEnds("foo.p2p");

        assertEquals("00" + "02" + "04c0000201" + "0620010db8000000000000000000000001", ask(0, "foo.p2p"));
        assertEquals("00" + "01" + "04c0000201", ask(4, "foo.p2p"));
        assertEquals("00" + "01" + "0620010db8000000000000000000000001", ask(6, "FOO.P2P"));
        assertEquals(3, counters.found.sum());
    }

    @Test
    void theRequestIsHeldUntilTheFirstAddress() throws Exception {
        CompletableFuture<String> answer = asking(0, "foo.p2p");
        node.untilWaiting("foo.p2p");
        node.foundAfter(Duration.ofMillis(4400), "foo.p2p", "192.0.2.1:80");

        node.advance(Duration.ofMillis(4300));
        assertFalse(answer.isDone());
        node.advance(Duration.ofMillis(100));

        assertEquals("00" + "01" + "04c0000201", answer.get());
    }

    @Test
    void whatIsNotFoundInTimeIsNotDenied() throws Exception {
        CompletableFuture<String> answer = asking(0, "foo.p2p");
        node.untilWaiting("foo.p2p");
        node.advance(Duration.ofMillis(4500));

        assertEquals("0300", answer.get());
        assertEquals(1, counters.late.sum());
    }

    @Test
    void nameAndAddressAreDeniedWhenTheSearchHasEnded() {
        node.searchEnds("nobody.p2p").found("foo.p2p", "192.0.2.1:80").searchEnds("foo.p2p");

        assertEquals("0100", ask(0, "nobody.p2p"));
        assertEquals("0200", ask(6, "foo.p2p"));
        assertEquals("0400", ask(0, "example.org"));
    }

    @Test
    void anAliasLeadsToTheAddressesOfItsTarget() throws Exception {
        node.found("mine.p2p", "192.0.2.1:80").searchEnds("mine.p2p").owned("www.mine.p2p");
        CompletableFuture<String> answer = asking(0, "www.mine.p2p");
        node.untilWaiting("www.mine.p2p");
        node.signed("www.mine.p2p", alias("www.mine.p2p", "046d696e6503703270" + "00"));

        assertEquals("00" + "01" + "04c0000201", answer.get());
    }

    @ParameterizedTest
    @CsvSource({"03777777046d696e650370327000", "076578616d706c65036f726700", "c000", "ff", "''"})
    void anAliasThatLeadsNowhereHasNoAddress(String target) {
        node.owned("www.mine.p2p")
                .signed("www.mine.p2p", alias("www.mine.p2p", target))
                .searchEnds("www.mine.p2p");

        assertEquals("0200", ask(0, "www.mine.p2p"));
    }

    @Test
    void aNameIsNotDeniedWhileTheOtherFamilyIsSearched() {
        node.searchEnds("foo.p2p", Family.IPV6);

        assertEquals("0300", ask(6, "foo.p2p"));
    }

    @Test
    void anAddressHasTheNamesThatHaveProvedIt() {
        assertEquals("0100", reverse("c0000201"));
        node.found("foo.p2p", "192.0.2.1:80").proved("foo.p2p", Proof.RECORD).searchEnds("foo.p2p");
        ask(0, "foo.p2p");

        assertEquals("00" + "01" + "07" + "666f6f2e703270", reverse("c0000201"));
    }

    @Test
    void theLibraryOfKadNode1IsAnsweredWithinItsPatience() throws Exception {
        node.found("foo.p2p", "10.77.0.32:8080").searchEnds("foo.p2p");
        assertTrue(classic("foo.p2p").get().endsWith("1f900a4d0020" + "00".repeat(120)));

        CompletableFuture<String> unknown = classic("bar.p2p");
        node.untilWaiting("bar.p2p");
        node.advance(Duration.ofMillis(90));
        assertEquals("", unknown.get());
    }

    @Test
    void otherNamesGetNoAnswerAsInKadNode1() {
        CompletableFuture<String> answer = classic("example.org");

        assertFalse(answer.isDone());
        assertEquals(1, counters.ignored.sum());
    }

    @Test
    void soManyWaitAndNoMore() throws Exception {
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < Service.MOST_WAITING; i++) {
            waiting.add(asking(0, "foo.p2p"));
        }

        assertEquals("0300", ask(0, "bar.p2p"));
        assertEquals(1, counters.turnedAway.sum());

        node.found("foo.p2p", "192.0.2.1:80").searchEnds("foo.p2p");
        for (CompletableFuture<String> each : waiting) {
            assertEquals("00" + "01" + "04c0000201", each.get());
        }
    }

    @Test
    void aNodeThatIsBusyIsAskedAgainLater() {
        node.busy(true);

        assertEquals("0300", ask(0, "foo.p2p"));
    }

    private static SignedData alias(String name, String target) {
        return new SignedData(
                "owner",
                1,
                true,
                List.of(new ResourceRecord(name, 5, 300, HexFormat.of().parseHex(target))));
    }

    private String ask(int family, String name) {
        CompletableFuture<String> answer = asking(family, name);
        if (!answer.isDone()) {
            // Whatever is not known yet will not be.
            node.advance(Duration.ZERO);
        }
        return answer.join();
    }

    private CompletableFuture<String> asking(int family, String name) {
        String text = HexFormat.of().formatHex(name.getBytes(StandardCharsets.US_ASCII));
        return library("01" + "0" + family + "1194" + text);
    }

    private String reverse(String address) {
        return library("02" + "00" + "0000" + address).join();
    }

    private CompletableFuture<String> library(String request) {
        String begin = "004b4e01" + TOKEN;
        return send(HexFormat.of().parseHex(begin + request)).thenApply(answer -> {
            assertTrue(answer.startsWith(begin), answer);
            return answer.substring(begin.length());
        });
    }

    private CompletableFuture<String> classic(String name) {
        return send(name.getBytes(StandardCharsets.US_ASCII));
    }

    private CompletableFuture<String> send(byte[] request) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        service.take(request, reply -> answer.complete(hex(reply)));
        return answer.orTimeout(REAL_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
