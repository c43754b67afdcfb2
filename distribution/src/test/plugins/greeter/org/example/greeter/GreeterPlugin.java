package org.example.greeter;

import java.util.List;
import org.example.greeting.Greeting;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Plugin;

/** Brings the option {@code --greeting} and the commands {@code greet} and {@code intrude}. */
public final class GreeterPlugin implements Plugin {
    private volatile KadNode node;

    @Override
    public List<Option> options() {
        return List.of(Option.value(
                "greeting", "word", "greeter.greeting", Option.Kind.TEXT, "What the command greet begins with."));
    }

    @Override
    public void start(KadNode started) {
        node = started;
    }

    @Override
    public List<Command> commands() {
        return List.of(
                new Command("greet", "name", "Greet somebody.", this::greet),
                new Command("intrude", "", "Try to reach the inside of the kernel.", words -> intrude()));
    }

    private Command.Reply greet(List<String> words) {
        return Command.Reply.ok(new Greeting(node.settings().text("greeter.greeting")).to(words.getFirst()));
    }

    private static Command.Reply intrude() {
        try {
            Class<?> inside = Class.forName("org.kadnode.kernel.core.Node");
            inside.getConstructors()[0].newInstance();
            return Command.Reply.ok("got in");
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            return Command.Reply.failed("denied: " + e.getClass().getSimpleName());
        }
    }
}
