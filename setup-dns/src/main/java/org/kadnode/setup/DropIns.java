package org.kadnode.setup;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files of configuration in several folders. One in a later folder stands for that of the same name in an earlier one. */
final class DropIns {

    private static final String ENDING = ".conf";

    private final Map<String, String> folderByName = new TreeMap<>();

    /** Finds the files of some folders, those that count most last. */
    DropIns(Tree tree, List<String> folders) {
        for (String folder : folders) {
            tree.names(folder).stream()
                    .filter(name -> name.endsWith(ENDING))
                    .forEach(name -> folderByName.put(name, folder));
        }
    }

    /** The files that count, in the order of their names, whatever their folders. */
    Stream<String> all() {
        return folderByName.entrySet().stream().map(each -> each.getValue() + "/" + each.getKey());
    }

    /** Those of them that are in one folder. */
    Stream<String> in(String folder) {
        return all().filter(path -> path.startsWith(folder + "/"));
    }
}
