package org.example.greeting;

/** The plugin's private library. */
public record Greeting(String word) {
    public String to(String name) {
        return word + ", " + name + "!";
    }
}
