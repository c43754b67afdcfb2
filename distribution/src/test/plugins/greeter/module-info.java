/** A plugin as somebody else would write it, outside of this build. */
module org.example.greeter {
    requires org.kadnode.plugins;

    provides org.kadnode.plugins.Plugin with
            org.example.greeter.GreeterPlugin;
}
