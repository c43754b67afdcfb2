/** A plugin that never gets going. */
module org.example.laggard {
    requires org.kadnode.plugins;

    provides org.kadnode.plugins.Plugin with
            org.example.laggard.LaggardPlugin;
}
