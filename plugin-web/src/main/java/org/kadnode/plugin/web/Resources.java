package org.kadnode.plugin.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files of this module that are sent as they are. */
final class Resources {

    private Resources() {}

    static List<Route> all() {
        return List.of(
                file(ApiRoutes.PREFIX + "/openapi.json", "openapi.json", "application/json"),
                file("/page.css", "page.css", "text/css; charset=utf-8"),
                script("page.js"),
                script("lookup.js"),
                script("dns.js"),
                script("draw.js"),
                file("/icon.svg", "icon.svg", "image/svg+xml"));
    }

    private static Route script(String name) {
        return file("/" + name, name, "text/javascript; charset=utf-8");
    }

    private static Route file(String path, String name, String type) {
        Answer answer = Answer.of(Answer.OK, type, text(name));
        return Route.reads(path, request -> answer);
    }

    static String text(String name) {
        try (InputStream in = Resources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name + " in this module");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }
}
