package org.kadnode.setup;

import java.util.Optional;

/**
 * What becomes of a file. Texts are in ISO 8859-1, so that any bytes survive.
 *
 * @param path the file, as the system below the root knows it; no part of it is a symbolic link
 * @param before what is in it; empty if there is none
 * @param after what is to be in it; empty if it is to go
 */
record Change(String path, Optional<String> before, Optional<String> after) {

    /**
     * What the change put in, if that is all it did: {@code before} is {@code after} without it.
     *
     * @return the text that is new; empty if something else was changed, too
     */
    Optional<String> insertion() {
        String old = before.orElse("");
        String now = after.orElse("");
        int most = Math.min(old.length(), now.length());
        int start = 0;
        while (start < most && old.charAt(start) == now.charAt(start)) {
            start++;
        }
        boolean isAllThatIsNew = old.length() < now.length() && now.endsWith(old.substring(start));
        return isAllThatIsNew
                ? Optional.of(now.substring(start, now.length() - (old.length() - start)))
                : Optional.empty();
    }
}
