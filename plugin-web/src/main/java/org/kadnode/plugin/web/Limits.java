package org.kadnode.plugin.web;

import java.time.Duration;

/** What clients may take, by name. Most are of this machine, but a web page can have a browser send what it likes. */
final class Limits {

    /** Connections at a time, of all listeners together. */
    static final int CONNECTIONS = 1024;

    /** Those of another machine. */
    static final int CONNECTIONS_OF_ONE = 64;

    /** Bytes of a request before its body: line and headers. */
    static final int HEAD_BYTES = 16 * 1024;

    static final int HEADERS = 100;

    /** Bytes of a body. Nothing that can be asked for needs one. */
    static final int BODY_BYTES = 16 * 1024;

    /** Until a request must have been read. */
    static final Duration REQUEST = Duration.ofSeconds(10);

    /** Until it must have been answered, and the answer taken. */
    static final Duration ANSWER = Duration.ofSeconds(60);

    /** Milliseconds for a client to close after its answer, and bytes that it may still send meanwhile. */
    static final int FAREWELL_MILLIS = 2000;

    static final int FAREWELL_BYTES = 256 * 1024;

    private Limits() {}
}
