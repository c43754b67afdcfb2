/** Answers DNS queries for names of the network. */
module org.kadnode.plugin.dns {
    requires org.kadnode.plugins;
    requires org.slf4j;
    requires static org.jspecify;
}
