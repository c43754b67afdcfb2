package org.example.laggard;

import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Plugin;

/** Never returns from {@code start}, whoever interrupts it. */
public final class LaggardPlugin implements Plugin {
    @Override
    public void start(KadNode node) {
        System.out.println("laggard starts");
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException ignored) {
                // That is the point.
            }
        }
    }
}
