package org.lesionlens.evaluation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.metric.HitRule;

/**
 * What the sidecar of a case says of the detector that drew its boxes.
 *
 * @param slices how many it looked at; empty of a picture or a whole volume
 * @param hit when a box is right by its model; empty if the model does not say
 */
record BoxSidecar(Optional<Integer> slices, Optional<HitRule> hit) {
    private static final String HIT = "hit";

    /** What is read of a sidecar. */
    private record Content(Map<String, Object> settings, List<Map<String, Object>> models) {}

    /**
     * That beside the table of a case, or in the case's folder beside the table of several; empty if there is none.
     *
     * @throws org.lesionlens.io.file.MalformedFileException if it is none
     */
    static Optional<BoxSidecar> of(ReferencePair pair) throws IOException {
        Path table = pair.prediction().orElseThrow().toAbsolutePath();
        File parent = table.getParent().toFile();
        Stream<File> own = pair.alone() ? Stream.of(new File(parent, CaseFolder.SIDECAR)) : Stream.of();
        Optional<File> found = Stream.concat(
                        own, Stream.of(new File(new File(parent, pair.name()), CaseFolder.SIDECAR)))
                .filter(File::isFile)
                .findFirst();
        return found.isEmpty() ? Optional.empty() : Optional.of(read(found.get().toPath()));
    }

    private static BoxSidecar read(Path file) throws IOException {
        Content content = JsonFiles.readPart(file, Content.class);
        Optional<Integer> slices =
                content.settings() != null && content.settings().get("slices") instanceof List<?> list
                        ? Optional.of(list.size())
                        : Optional.empty();
        Optional<HitRule> hit = Stream.ofNullable(content.models())
                .flatMap(List::stream)
                .flatMap(model -> Stream.ofNullable(model.get(HIT)))
                .map(rule -> HitRule.parse(rule.toString()))
                .findFirst();
        return new BoxSidecar(slices, hit);
    }
}
