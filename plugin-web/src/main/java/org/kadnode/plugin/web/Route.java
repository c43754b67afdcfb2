package org.kadnode.plugin.web;

/**
 * What is done for one path and method.
 *
 * @param method {@code GET}, which answers HEAD as well, {@code POST} or {@code DELETE}
 * @param path the whole path
 * @param changes whether the node is changed by it, which web pages of others must not bring about
 * @param work what is done
 */
record Route(String method, String path, boolean changes, Work work) {

    /** May block; runs on a thread of its own. */
    @FunctionalInterface
    interface Work {
        /**
         * Answers a request.
         *
         * @throws InterruptedException if the plugin stops meanwhile
         * @throws IllegalArgumentException if the request is malformed; the message says how
         */
        Answer answer(Request request) throws InterruptedException;
    }

    static Route reads(String path, Work work) {
        return new Route("GET", path, false, work);
    }

    static Route changes(String method, String path, Work work) {
        return new Route(method, path, true, work);
    }
}
