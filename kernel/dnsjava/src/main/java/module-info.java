/**
 * The part of dnsjava that reads resource records as people write them, and nothing that asks, waits or opens a socket.
 */
@SuppressWarnings("module") // Who uses this module is built after it, so their names are unknown here.
module org.kadnode.dnsjava {
    requires org.slf4j;

    exports org.xbill.DNS to
            org.kadnode.kernel,
            org.kadnode.plugin.dns;
}
