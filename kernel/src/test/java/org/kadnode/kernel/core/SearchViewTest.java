package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.dht.LookupView;
import org.kadnode.plugins.Family;

/** How the searches of a request are shown. A packet takes 10 ms here. */
class SearchViewTest {

    private final TestNet net = new TestNet();
    private Host near;
    private Host far;
    private Host asker;

    @BeforeEach
    void theAskerKnowsOneNodeThatKnowsAnother() {
        far = net.add(1, "192.0.2.1:6881");
        near = net.add(2, "192.0.2.2:6881").meets(far);
        net.run(30_000);
        asker = net.add(3, "192.0.2.3:6881").meets(near);
        asker.give(new Input.Resolve(1, TestNet.name("x"), Set.of(Family.IPV4)));
    }

    @Test
    void nodesAreShownWithTheirHopsAndTimes() {
        net.run(40);
        assertEquals(
                Set.of(shown(near, 0, 0, OptionalLong.of(20)), shown(far, 1, 20, OptionalLong.empty())), candidates());

        net.run(20);
        assertEquals(
                Set.of(shown(near, 0, 0, OptionalLong.of(20)), shown(far, 1, 20, OptionalLong.of(20))), candidates());
        assertEquals(
                List.of(LookupView.Kind.PEERS),
                asker.node.searches(1).stream()
                        .map(each -> each.lookup().kind())
                        .toList());
    }

    @Test
    void anEndedSearchIsShownUntilNobodyWaitsAnyMore() {
        net.run(100);
        assertEquals(List.of(true), done(1));

        asker.give(new Input.Resolve(2, TestNet.name("x"), Set.of(Family.IPV4)));
        asker.give(new Input.Release(1));
        assertEquals(List.of(), done(1));
        assertEquals(List.of(true), done(2));

        asker.give(new Input.Release(2));
        asker.give(new Input.Resolve(3, TestNet.name("x"), Set.of(Family.IPV4)));
        assertEquals(List.of(), done(3));
    }

    private List<Boolean> done(long ticket) {
        return asker.node.searches(ticket).stream()
                .map(each -> each.lookup().done())
                .toList();
    }

    private Set<LookupView.CandidateView> candidates() {
        return Set.copyOf(asker.node.searches(1).getFirst().lookup().candidates());
    }

    private static LookupView.CandidateView shown(Host host, int hops, long asked, OptionalLong replied) {
        return new LookupView.CandidateView(
                host.node.config().id(), host.endpoint(), hops, 1, OptionalLong.of(asked), replied, false);
    }
}
