package org.kadnode.kernel.host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kadnode.kernel.shell.PluginNode;
import org.kadnode.plugins.testkit.FakeNode;

/** Hands out a fake node for each plugin and notes which were asked for and closed. */
final class HostedNodes {

    final List<String> diary = Collections.synchronizedList(new ArrayList<>());

    PluginNode nodeFor(String id) {
        diary.add("node for " + id);
        return new Fake(id);
    }

    private final class Fake extends FakeNode implements PluginNode {
        private final String id;

        Fake(String id) {
            this.id = id;
        }

        @Override
        public void close() {
            diary.add("closed " + id);
            super.close();
        }
    }
}
