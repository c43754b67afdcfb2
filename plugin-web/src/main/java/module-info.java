/**
 * The web plugin: it answers browsers and scripts of this machine over HTTP.
 *
 * <p>A tour, in the order in which a request passes through:
 *
 * <ul>
 *   <li>{@code WebPlugin} is what the kernel starts and stops, {@code WebSettings} what it can be told.
 *   <li>A {@code Listener} takes connections in at a loopback address. Each {@code Connection} has a virtual thread of its own,
 *       {@code Connections} and {@code Limits} bound what clients may take. {@code RequestReader} and {@code AnswerWriter} speak
 *       HTTP/1.1.
 *   <li>{@code Site} has the {@code Request} pass the {@code Gate}, which keeps web pages of others out, and hands it to the
 *       {@code Route} for its path. What comes back is an {@code Answer}.
 *   <li>{@code ClassicRoutes} are those of KadNode 1.0. {@code ApiRoutes} answer in {@code Json}, as {@code openapi.json} says,
 *       which is one of the {@code Resources};
 *       {@code DnsRoutes} carry DNS messages to the plugin that answers them; {@code Monitoring} has metrics, in an {@code Exposition}, and health.
 *   <li>{@code Page} draws the page for people, with {@code Names}, {@code Ring}, {@code Peers} and {@code ProgramParts} of it.
 *       {@code page.html} is its frame, {@code page.js} what it does beyond showing. The package {@code qr} makes QR codes.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
module org.kadnode.plugin.web {
    requires org.kadnode.plugins;
    requires static org.jspecify;

    provides org.kadnode.plugins.Plugin with
            org.kadnode.plugin.web.WebPlugin;
}
