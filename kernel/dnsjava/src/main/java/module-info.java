/**
 * The part of dnsjava that reads resource records as people write them, and nothing that asks, waits or opens a socket.
 */
module org.kadnode.dnsjava {
    requires org.slf4j;

    // To all: a qualified export does not reach the layers of plugins.
    exports org.xbill.DNS;
}
