package org.kadnode.plugin.web;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.Tasks;

/**
 * The routes of KadNode 1.0, with its bodies: {@code /lookup?NAME}, {@code /announce?NAME[:PORT]}, {@code /blacklist?ADDRESS}.
 */
final class ClassicRoutes {

    private static final Pattern NAME_AND_PORT = Pattern.compile("(?<name>[^:]+)(?::(?<port>[0-9]{1,5}))?");

    private static final String FAILED_BODY = "failed";
    private static final Answer FAILED = Answer.text(Answer.BAD_REQUEST, FAILED_BODY);

    private final KadNode node;
    private final WebSettings settings;

    ClassicRoutes(KadNode node, WebSettings settings) {
        this.node = node;
        this.settings = settings;
    }

    List<Route> all() {
        return List.of(
                Route.reads("/lookup", this::lookup),
                Route.changes("GET", "/announce", this::announce),
                Route.changes("GET", "/blacklist", this::blacklist));
    }

    /** One line for each address. KadNode 1.0 had one empty line for none, and did not wait. */
    private Answer lookup(Request request) throws InterruptedException {
        Tasks tasks = node.tasks();
        try (Resolution resolution = node.resolve(Query.of(request.query()))) {
            List<ResolvedAddress> found =
                    resolution.settled(tasks.now().plus(settings.patience()), settings.settling(), tasks);
            if (found.isEmpty()) {
                boolean ended = resolution.state() == Resolution.State.ENDED;
                return Answer.text(ended ? Answer.NOT_FOUND : Answer.TIMED_OUT, "");
            }
            return Answer.text(
                    Answer.OK,
                    found.stream().map(each -> Literal.text(each.address())).collect(Collectors.joining("\n")));
        }
    }

    /** Announces once, as the command of the same name does. */
    private Answer announce(Request request) {
        Matcher form = NAME_AND_PORT.matcher(request.query());
        if (!form.matches()) {
            return FAILED;
        }
        OptionalInt port = Optional.ofNullable(form.group("port"))
                .map(digits -> OptionalInt.of(Integer.parseInt(digits)))
                .orElse(OptionalInt.empty());
        String name = Optional.ofNullable(form.group("name")).orElse("");
        return done(() -> node.announce(new AnnounceRequest(name, port, Optional.of(Duration.ZERO))));
    }

    private Answer blacklist(Request request) {
        Optional<InetAddress> address = Literal.parse(request.query());
        return address.map(each -> done(() -> node.block(each))).orElse(FAILED);
    }

    private static Answer done(Runnable change) {
        try {
            change.run();
            return Answer.text(Answer.OK, "done");
        } catch (KadNodeException refused) {
            return Answer.text(Site.status(refused), FAILED_BODY);
        }
    }
}
