package org.kadnode.plugin.portfwd;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway that grants all ports, and remembers what it was asked. */
final class GrantingControl implements PortControl {

    private final InetAddress outside;
    private final int shift;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Optional<Answer> only = Optional.empty();
    private volatile boolean closed;

    /**
     * Nothing is asked yet.
     *
     * @param outside the address outside
     * @param shift how far a port outside is from that inside
     */
    GrantingControl(String outside, int shift) {
        this.shift = shift;
        this.outside = Net.address(outside);
    }

    /** The requests so far, e.g. {@code open UDP 6881}. */
    List<String> asked() {
        return asked;
    }

    boolean isClosed() {
        return closed;
    }

    /** Answers nothing else from now on. */
    void answerOnly(Answer answer) {
        only = Optional.of(answer);
    }

    @Override
    public Answer ask(Request request) {
        asked.add(words(request));
        return only.orElseGet(() -> switch (request) {
            case Request.Probe probe -> new Answer.Alive(OptionalLong.empty(), Optional.of(outside), false);
            case Request.Open open ->
                new Answer.Opened(
                        OptionalLong.empty(), open.inside().port() + shift, open.lifetime(), Optional.of(outside));
            case Request.Close close -> new Answer.Closed();
        });
    }

    private static String words(Request request) {
        return switch (request) {
            case Request.Probe probe -> "probe";
            case Request.Open open -> "open " + open.inside();
            case Request.Close close -> "close " + close.inside() + " at " + close.outside();
        };
    }

    @Override
    public void closeAll(List<Request.Close> ports, Duration patience) {
        ports.forEach(port -> asked.add("at last " + words(port)));
    }

    @Override
    public void close() {
        closed = true;
    }
}
