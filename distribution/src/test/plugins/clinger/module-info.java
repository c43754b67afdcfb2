/** A plugin that does not let go. */
module org.example.clinger {
    requires org.kadnode.plugins;

    provides org.kadnode.plugins.Plugin with
            org.example.clinger.ClingerPlugin;
}
