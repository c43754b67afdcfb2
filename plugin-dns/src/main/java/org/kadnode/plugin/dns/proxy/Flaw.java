package org.kadnode.plugin.dns.proxy;

/** What is wrong with something that claims to be an answer. */
enum Flaw {
    WRONG_ID("wrong id"),
    WRONG_QUESTION("wrong question"),
    /** The letters of the name came back in another case than they were sent in. */
    WRONG_CASE("wrong case"),
    MALFORMED("malformed");

    private final String text;

    Flaw(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
