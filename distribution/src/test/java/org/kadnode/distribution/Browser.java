package org.kadnode.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A chromium without a window, driven by the DevTools protocol: it shows one page, and a test acts on it in JavaScript. */
final class Browser implements AutoCloseable {

    private static final Pattern SOCKET = Pattern.compile("\"webSocketDebuggerUrl\": *\"(ws://[^\"]+)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]++|\\\\.)*+)\"");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([A-Za-z0-9+/=]+)\"");
    private static final Pattern TROUBLE =
            Pattern.compile("\"method\":\"(?:Runtime\\.exceptionThrown|Log\\.entryAdded)\".*");

    private static final int ANSWER_SECONDS = 30;

    private final Program program;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int sent;

    private Browser(Program program, int port) throws Exception {
        this.program = program;
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        String address = Patience.await("a browser", Patience.LONG, () -> {
            try {
                Matcher answer = SOCKET.matcher(client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
                return answer.find() ? Optional.of(answer.group(1)) : Optional.empty();
            } catch (IOException notYet) {
                return Optional.empty();
            }
        });
        this.socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(address), new Hearing())
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        ask("Runtime.enable", "{}");
        ask("Log.enable", "{}");
        ask("Page.enable", "{}");
    }

    /** Starts a browser that keeps what it remembers in a folder. */
    static Browser start(Path folder) throws Exception {
        int port = Ports.free();
        Program program = Program.start(
                Host.LOCAL,
                List.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=" + port,
                        "--user-data-dir=" + folder,
                        "about:blank"));
        try {
            return new Browser(program, port);
        } catch (Throwable e) {
            program.close();
            throw e;
        }
    }

    void open(String address) throws Exception {
        ask("Page.navigate", "{\"url\":\"" + address + "\"}");
        await("document.readyState", "complete");
    }

    void size(int width, int height) throws Exception {
        ask(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}");
    }

    /** Whether the page may run scripts; counts from the next {@link #open} on. */
    void scripts(boolean allowed) throws Exception {
        ask("Emulation.setScriptExecutionDisabled", "{\"value\":" + !allowed + "}");
    }

    /** Has the system prefer light or dark colours, and no motion. */
    void prefer(String colours) throws Exception {
        ask(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + colours
                        + "\"},{\"name\":\"prefers-reduced-motion\",\"value\":\"reduce\"}]}");
    }

    /** What axe-core finds in the page as it is that keeps people out: one rule a line, with where it is broken. */
    String barriers() throws Exception {
        try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            String script = new String(Objects.requireNonNull(axe).readAllBytes(), StandardCharsets.UTF_8);
            ask("Runtime.evaluate", "{\"expression\":" + quoted(script + ";0") + "}");
        }
        return evaluate("axe.run().then(found => found.violations.map(rule => rule.id + ': ' + rule.help + ' at '"
                + " + rule.nodes.map(node => node.target + ' ' + node.failureSummary).join(', ')).join('; '))");
    }

    /** The text that an expression of JavaScript has as its value, or a promise keeps. */
    String evaluate(String expression) throws Exception {
        String answer = ask(
                "Runtime.evaluate",
                "{\"awaitPromise\":true,\"expression\":" + quoted("Promise.resolve(" + expression + ").then(String)")
                        + "}");
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) {
            throw new AssertionError(expression + ": " + answer);
        }
        return value.group(1);
    }

    /** Waits until the text of an expression contains a part. */
    void await(String expression, String part) throws Exception {
        Patience.await(expression + " with " + part, Patience.LONG, () -> {
            String value = evaluate(expression);
            return value.contains(part) ? Optional.of(value) : Optional.empty();
        });
    }

    /** Writes the whole page, also what is below the window, to a file in {@code target/}. */
    Path photograph(String name) throws Exception {
        String width = evaluate("document.documentElement.clientWidth");
        String height = evaluate("document.documentElement.scrollHeight");
        Matcher data = DATA.matcher(ask(
                "Page.captureScreenshot",
                "{\"format\":\"png\",\"captureBeyondViewport\":true,\"clip\":{\"x\":0,\"y\":0,\"scale\":1,\"width\":"
                        + width + ",\"height\":" + height + "}}"));
        if (!data.find()) {
            throw new AssertionError("no picture of " + name);
        }
        Path folder = Files.createDirectories(Path.of("target", "pages"));
        return Files.write(folder.resolve(name + ".png"), Base64.getDecoder().decode(data.group(1)));
    }

    /** Errors that the page has caused, as the browser tells them. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** A text as a string of JSON (RFC 8259, section 7). */
    private static String quoted(String text) {
        StringBuilder string = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            string.append(each < ' ' || each == '"' || each == '\\' ? "\\u%04x".formatted((int) each) : each);
        }
        return string.append('"').toString();
    }

    private String ask(String method, String parameters) throws Exception {
        sent++;
        socket.sendText("{\"id\":" + sent + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        String begin = "{\"id\":" + sent + ",";
        while (true) {
            String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer to " + method);
            }
            if (answer.startsWith(begin)) {
                return answer;
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        program.close();
    }

    private final class Hearing implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                String whole = message.toString();
                message.setLength(0);
                if (TROUBLE.matcher(whole).find()) {
                    troubles.add(whole);
                }
                answers.add(whole);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
