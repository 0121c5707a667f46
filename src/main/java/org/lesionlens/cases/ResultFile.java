package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A file of results that is still to be written.
 *
 * @param name in its folder; two of one name are the same file
 */
public record ResultFile(String name, Content content) {
    /** Writes it whole. */
    public interface Content {
        void write(Path file) throws IOException;
    }

    /** What writes files into a folder, each by itself; of several of one name the first, whichever format has it. */
    static List<Callable<Path>> writing(Path folder, Stream<ResultFile> files) {
        Map<String, ResultFile> byName = new LinkedHashMap<>();
        files.forEach(file -> byName.putIfAbsent(file.name(), file));
        List<Callable<Path>> writing = new ArrayList<>();
        for (ResultFile file : byName.values()) {
            writing.add(() -> {
                Path target = folder.resolve(file.name());
                file.content().write(target);
                return target;
            });
        }
        return writing;
    }
}
