package org.kadnode.plugin.dns;

/** What answers messages: looks at one and answers it, now or later from another thread. Never blocks and never throws. */
interface Reception {

    void take(byte[] message, Asker asker);
}
