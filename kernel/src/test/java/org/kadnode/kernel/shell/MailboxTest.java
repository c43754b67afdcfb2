package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.Output;

class MailboxTest {

    private final Mailbox mailbox = new Mailbox();
    private final List<String> happened = new ArrayList<>();

    @Test
    void lettersAreOpenedInTheOrderOfArrivalUpToTheNumberAskedFor() {
        mailbox.offer(letter("a"));
        mailbox.followUp(letter("b"));
        mailbox.offer(letter("c"));

        mailbox.open(2, new NoTurn());

        assertEquals(List.of("a opened", "b opened"), happened);
        assertFalse(mailbox.isEmpty());
    }

    @Test
    void aFullBoxRefusesRequestsButTakesWhatFollowsUpEarlierOnes() {
        for (int i = 0; i < Mailbox.CAPACITY; i++) {
            assertTrue(mailbox.offer(letter("request")));
        }

        assertFalse(mailbox.offer(letter("one too many")));
        mailbox.followUp(letter("follow-up"));
        mailbox.open(Mailbox.CAPACITY + 1, new NoTurn());

        assertEquals("follow-up opened", happened.getLast());
        assertTrue(mailbox.offer(letter("there is room again")));
    }

    @Test
    void unopenedLettersGoBack() {
        mailbox.offer(letter("a"));
        mailbox.followUp(letter("b"));

        mailbox.returnAll();

        assertEquals(List.of("a returned", "b returned"), happened);
        assertTrue(mailbox.isEmpty());
    }

    private Mailbox.Letter letter(String text) {
        return new Mailbox.Letter() {
            @Override
            public void open(Turn turn) {
                happened.add(text + " opened");
            }

            @Override
            public void returnToSender() {
                happened.add(text + " returned");
            }
        };
    }

    private static final class NoTurn implements Turn {
        @Override
        public Node node() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long now() {
            return 0;
        }

        @Override
        public void handle(Input input) {}

        @Override
        public void handle(Input input, Consumer<? super Output> witness) {}
    }
}
