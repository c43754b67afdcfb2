/**
 * The plugin host: finds plugins, gives each a module layer of its own, and calls them without ever depending on what they
 * do.
 *
 * <p>Who does what:
 *
 * <ul>
 *   <li>{@link org.kadnode.kernel.host.PluginHost} is the face: load, start, stop, and what became of each plugin.
 *   <li>{@code Registry} is PF4J's part: it finds the files, reads their manifests, checks versions and puts them in the
 *       order of their dependencies. {@code PluginFolders} tells it where plugins lie, {@code PluginFiles} what one consists
 *       of.
 *   <li>{@code LayerLoader} makes the layers and decides which modules a plugin may read.
 *   <li>{@code HostedPlugin} is one plugin's life; {@code Guard} calls it, on a thread of its own and with a patience.
 * </ul>
 *
 * <p>The layers are a wall against accidents, not against malice: a plugin cannot reach kernel classes, but it runs in the
 * same process, with the same files, sockets and {@code System.exit}.
 */
package org.kadnode.kernel.host;
