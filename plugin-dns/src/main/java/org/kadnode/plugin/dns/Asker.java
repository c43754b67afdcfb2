package org.kadnode.plugin.dns;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Whoever sent one message, and the way back. One of {@link #answer} and {@link #ignore} is called once, on any thread. */
interface Asker {

    InetSocketAddress address();

    Transport transport();

    /** Sends the answer, or drops it if the asker is gone. May block for a short while. */
    void answer(ByteBuffer message);

    /** Nothing will be sent. */
    void ignore();
}
