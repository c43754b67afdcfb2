package org.example.clinger;

import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Plugin;

/** Never returns from {@code stop}, whoever interrupts it. */
public final class ClingerPlugin implements Plugin {
    @Override
    public void start(KadNode node) {}

    @Override
    public void stop() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException ignored) {
                // That is the point.
            }
        }
    }
}
