package org.kadnode.plugin.portfwd;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.kadnode.plugin.portfwd.upnp.Igd;
import org.kadnode.plugin.portfwd.upnp.IgdException;

/**
 * A gateway that is asked by UPnP. Some routers let a new mapping replace that of another host without a word, and have no
 * clock to tell that they have forgotten all: so an entry is looked at before it is written or deleted, and one is looked for
 * at each probe.
 */
final class UpnpControl implements PortControl {

    /** Ports outside that are tried when the wished one leads to somebody else. */
    private static final int MOST_TRIES = 5;

    private static final int LEAST_PORT = 1024;

    /** Looks for the device behind a gateway. */
    @FunctionalInterface
    interface Finder {
        Optional<Igd> find(InetAddress gateway, InetAddress own) throws IOException, InterruptedException;
    }

    private final Gateway gateway;
    private final Finder finder;
    private final RandomGenerator random;

    /** What the gateway has opened, with the ports outside. */
    private final Map<InsidePort, Integer> opened = new HashMap<>();

    private volatile Optional<Igd> device = Optional.empty();

    UpnpControl(Gateway gateway, Finder finder, RandomGenerator random) {
        this.gateway = gateway;
        this.finder = finder;
        this.random = random;
    }

    @Override
    public Answer ask(Request request) throws InterruptedException {
        try {
            Optional<Igd> known = device.isPresent() ? device : finder.find(gateway.address(), gateway.own());
            device = known;
            return known.isEmpty()
                    ? new Answer.Unusable("not offered")
                    : switch (request) {
                        case Request.Probe probe -> probe(known.get());
                        case Request.Open open -> open(known.get(), open);
                        case Request.Close close -> close(known.get(), close);
                    };
        } catch (IgdException e) {
            if (e.code() != IgdException.NO_ANSWER) {
                return refused(String.valueOf(e.getMessage()));
            }
            forget();
            return new Answer.Unusable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            forget();
            return new Answer.Unusable("cannot be asked: " + e.getMessage());
        }
    }

    private Answer probe(Igd igd) throws IgdException, InterruptedException {
        Optional<InetAddress> outside = igd.outside();
        boolean forgetful = false;
        for (Map.Entry<InsidePort, Integer> each : Map.copyOf(opened).entrySet()) {
            if (!isOurs(igd, each.getKey(), each.getValue())) {
                opened.remove(each.getKey());
                forgetful = true;
            }
        }
        return new Answer.Alive(OptionalLong.empty(), outside, forgetful);
    }

    private boolean isOurs(Igd igd, InsidePort inside, int outside) throws IgdException, InterruptedException {
        return igd.entry(inside.transport().name(), outside).equals(Optional.of(entry(inside)));
    }

    private Igd.Entry entry(InsidePort inside) {
        return new Igd.Entry(gateway.own().getHostAddress(), inside.port());
    }

    private Answer open(Igd igd, Request.Open open) throws IgdException, InterruptedException {
        int port = open.wish();
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<Igd.Entry> there = igd.entry(open.inside().transport().name(), port);
            if (there.isEmpty() || there.get().equals(entry(open.inside()))) {
                try {
                    add(igd, open, port);
                    opened.put(open.inside(), port);
                    return new Answer.Opened(OptionalLong.empty(), port, open.lifetime(), igd.outside());
                } catch (IgdException e) {
                    if (e.code() == IgdException.SAME_PORT_REQUIRED) {
                        return refused("the port is taken");
                    }
                    if (e.code() != IgdException.CONFLICT) {
                        throw e;
                    }
                }
            }
            port = random.nextInt(LEAST_PORT, 65536);
        }
        return refused("the port is taken");
    }

    private void add(Igd igd, Request.Open open, int port) throws IgdException, InterruptedException {
        String transport = open.inside().transport().name();
        try {
            igd.add(transport, port, entry(open.inside()), open.lifetime());
        } catch (IgdException e) {
            if (e.code() != IgdException.ONLY_PERMANENT) {
                throw e;
            }
            igd.add(transport, port, entry(open.inside()), Duration.ZERO);
        }
    }

    private Answer close(Igd igd, Request.Close close) throws IgdException, InterruptedException {
        deleteIfOurs(igd, close);
        opened.remove(close.inside());
        return new Answer.Closed();
    }

    private static Answer refused(String reason) {
        return new Answer.Refused(OptionalLong.empty(), reason, Duration.ZERO);
    }

    @Override
    public void closeAll(List<Request.Close> ports, Duration patience) {
        Optional<Igd> known = device;
        if (known.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Callable<Boolean>> all = ports.stream()
                    .<Callable<Boolean>>map(port -> () -> deleteIfOurs(known.get(), port))
                    .toList();
            threads.invokeAll(all, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean deleteIfOurs(Igd igd, Request.Close port) throws IgdException, InterruptedException {
        boolean ours = isOurs(igd, port.inside(), port.outside());
        if (ours) {
            igd.delete(port.inside().transport().name(), port.outside());
        }
        return ours;
    }

    private void forget() {
        device.ifPresent(Igd::close);
        device = Optional.empty();
    }

    @Override
    public void close() {
        forget();
    }
}
