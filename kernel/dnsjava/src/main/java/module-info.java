/**
 * The part of dnsjava that reads resource records as people write them, and nothing that asks, waits or opens a socket.
 */
@SuppressWarnings("module") // The kernel is built after this module, so its name is unknown here.
module org.kadnode.dnsjava {
    requires org.slf4j;

    exports org.xbill.DNS to
            org.kadnode.kernel;
}
