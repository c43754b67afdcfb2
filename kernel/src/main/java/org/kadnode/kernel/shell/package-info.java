/**
 * The shell around the pure core: the loop that is the only one to touch the {@link
 * org.kadnode.kernel.core.Node}, its UDP sockets, the peer file, and the node as plugins see it.
 *
 * <p>Three kinds of threads meet here. The loop's platform thread owns the node, the sockets and all
 * that is marked "loop thread only"; it never waits for anybody. Virtual threads of plugins and
 * commands put their requests into the loop's mailbox and block on their own answers. Name look-ups
 * by the system run on a few platform threads, because they may hold a virtual thread's carrier.
 */
package org.kadnode.kernel.shell;
