package org.kadnode.kernel.shell;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kadnode.plugins.KadNode.Subscription;

/** What plugins let each other use. Any thread. */
final class Offers {

    private final List<Offer<?>> offers = new CopyOnWriteArrayList<>();

    private record Offer<T>(Class<T> kind, T service) {}

    /** Adds a service; what is returned takes it away again. */
    <T> Subscription add(Class<T> kind, T service) {
        Offer<T> offer = new Offer<>(kind, service);
        offers.add(offer);
        return () -> offers.remove(offer);
    }

    /** The service of a kind that was added first. */
    <T> Optional<T> first(Class<T> kind) {
        return offers.stream().filter(each -> each.kind() == kind).findFirst().map(each -> kind.cast(each.service()));
    }
}
