package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.krpc.KrpcEncoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/** What becomes of a query that nobody answers. */
class TransactionsTest {

    private static final Endpoint TARGET = new Endpoint(Address.v4(0x01020304), 6881);

    private final List<String> told = new ArrayList<>();
    private final Transactions transactions = new Transactions(
            10,
            new Random(1),
            new KrpcEncoder(new Id(1, 2, 3), 1024),
            Set.of(),
            (target, payload) -> told.add("sent to " + target));

    private final Transactions.Asker asker = new Transactions.Asker() {
        @Override
        public void replied(long now, Message.Response response) {
            told.add("replied at " + now);
        }

        @Override
        public void stalled(long now) {
            told.add("stalled at " + now);
        }

        @Override
        public void late(long now) {
            told.add("late at " + now);
        }

        @Override
        public void failed(long now, long error) {
            told.add("failed at " + now);
        }
    };

    @Test
    void askerIsToldWhenItsPatienceIsOverAndTheQueryIsRepeatedLater() {
        transactions.ask(0, TARGET, new Message.Method.Ping(), 2, 150, asker);
        runToTheEnd();
        assertEquals(
                List.of("sent to " + TARGET, "stalled at 150", "sent to " + TARGET, "late at 1000", "failed at 3000"),
                told);
    }

    @Test
    void askerWithMorePatienceThanThatHearsOfTheRepetitionOnly() {
        transactions.ask(0, TARGET, new Message.Method.Ping(), 2, 1000, asker);
        runToTheEnd();
        assertEquals(List.of("sent to " + TARGET, "sent to " + TARGET, "late at 1000", "failed at 3000"), told);
    }

    private void runToTheEnd() {
        while (transactions.wakeAt() != Long.MAX_VALUE) {
            transactions.expire(transactions.wakeAt(), (endpoint, method) -> {});
        }
    }
}
