package org.kadnode.kernel.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The forms that the value of a setting can have, the narrow ones before the wide ones that they fit into. */
enum Form {
    FLAG("true or false"),
    NUMBER("a whole number"),
    DURATION("a time span such as 4s or 20 minutes"),
    TEXTS("a list of texts"),
    TEXT("a text");

    private final String description;

    Form(String description) {
        this.description = description;
    }

    /** The form of a value; empty if there is none, or one that no plugin can read, such as a whole section. */
    static Optional<Form> of(Config tree, String path) {
        return Arrays.stream(values()).filter(form -> form.fits(tree, path)).findFirst();
    }

    String description() {
        return description;
    }

    boolean fits(Config tree, String path) {
        try {
            return !(read(tree, path) instanceof Duration span && span.isNegative());
        } catch (ConfigException otherForm) {
            return false;
        }
    }

    private Object read(Config tree, String path) {
        return switch (this) {
            case FLAG -> tree.getBoolean(path);
            case NUMBER -> tree.getInt(path);
            case DURATION -> tree.getDuration(path);
            case TEXTS -> tree.getStringList(path);
            case TEXT -> tree.getString(path);
        };
    }
}
