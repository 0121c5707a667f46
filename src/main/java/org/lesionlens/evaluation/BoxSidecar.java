package org.lesionlens.evaluation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.metric.HitRule;
import org.lesionlens.metric.VoxelSize;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What the sidecar of a case says of the detector that drew its boxes.
 *
 * @param slices how many it looked at; empty of a picture or a whole volume
 * @param ofDetector whether it is one of boxes, so that these are of a picture or a volume if it names no slices
 * @param rule when a box is right by its model, as it is written; empty if the model does not say
 * @param cutAbove the least score of its boxes, where those below a higher threshold were left out; empty if none were, or nobody knows
 * @param voxel how large one of the image is; empty if it is not said
 */
record BoxSidecar(
        Optional<Integer> slices,
        boolean ofDetector,
        Optional<String> rule,
        Optional<Double> cutAbove,
        Optional<VoxelSize> voxel) {
    private static final String HIT = "hit";
    private static final String SLICES = "slices";
    private static final String LEAST_SCORE = "least_score";

    /** What is read of a sidecar. */
    private record Content(Input input, Map<String, Object> settings, List<Map<String, Object>> models) {}

    /** The image: a place or a spacing, or neither. */
    private record Input(List<Long> size, List<List<Double>> affineLpsMm, List<Double> spacingMm, Boolean depthKnown) {
        Optional<VolumeGeometry> grid() {
            if (size == null || size.size() != 3 || size.contains(null)) {
                return Optional.empty();
            }
            long[] sides = size.stream().mapToLong(Long::longValue).toArray();
            VolumeGeometry grid = affineLpsMm != null
                    ? VolumeGeometry.fromAffine(
                            sides,
                            affineLpsMm.stream()
                                    .filter(Objects::nonNull)
                                    .map(Input::numbers)
                                    .toArray(double[][]::new))
                    : spacingMm != null
                            ? VolumeGeometry.unplaced(sides, numbers(spacingMm))
                            : VolumeGeometry.uncalibrated(sides[0], sides[1], sides[2]);
            boolean known = depthKnown == null || depthKnown || grid.size(grid.sliceAxis()) == 1;
            return Optional.of(grid).filter(each -> known);
        }

        private static double[] numbers(List<Double> values) {
            return values.stream()
                    .mapToDouble(value -> Objects.requireNonNullElse(value, Double.NaN))
                    .toArray();
        }
    }

    /**
     * That beside the table of a case, or in the case's folder beside the table of several; empty if there is none.
     *
     * @throws MalformedFileException if it is none
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

    /** When a box is right by its model; empty if that is not known. */
    Optional<HitRule> hit() {
        return rule.flatMap(HitRule::find);
    }

    /** What a user should know of it, a sentence each. */
    List<String> notes() {
        Stream<String> looked = slices.stream()
                .map(count -> "the detector looked at " + count + (count == 1 ? " slice" : " slices")
                        + " alone: lesions in others count as missed");
        Stream<String> odd = rule.filter(text -> hit().isEmpty()).stream()
                .map(text -> CaseFolder.SIDECAR + " names \"" + text + "\" as the rule of a hit of its model, which is"
                        + " none that is known: it is not used");
        return Stream.concat(looked, odd).toList();
    }

    private static BoxSidecar read(Path file) throws IOException {
        Content content = JsonFiles.readPart(file, Content.class);
        Map<String, Object> settings = Objects.requireNonNullElse(content.settings(), Map.of());
        Optional<Integer> slices =
                settings.get(SLICES) instanceof List<?> list ? Optional.of(list.size()) : Optional.empty();
        List<Map<String, Object>> models = Objects.requireNonNullElse(content.models(), List.of());
        Optional<String> rule = models.stream()
                .flatMap(model -> Stream.ofNullable(model.get(HIT)))
                .map(Object::toString)
                .findFirst();
        Optional<Double> cutAbove = models.stream()
                .filter(model -> model.get(LEAST_SCORE) instanceof Number)
                .filter(model -> highest(settings, model) > number(model.get(LEAST_SCORE)))
                .map(model -> number(model.get(LEAST_SCORE)))
                .findFirst();
        return new BoxSidecar(slices, settings.containsKey(SLICES), rule, cutAbove, voxel(file, content.input()));
    }

    private static Optional<VoxelSize> voxel(Path file, Input input) throws MalformedFileException {
        try {
            return Optional.ofNullable(input).flatMap(Input::grid).map(VoxelSize::of);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedFileException(
                    file, "has under input a grid that is none (" + e.getMessage() + ")", "analyze the case again");
        }
    }

    /** The highest threshold that boxes of a kind were held against. */
    private static double highest(Map<String, Object> settings, Map<String, Object> model) {
        if (settings.get("threshold") instanceof Number threshold) {
            return threshold.doubleValue();
        }
        return model.get("thresholds") instanceof List<?> ofKinds
                ? ofKinds.stream().mapToDouble(BoxSidecar::number).max().orElse(0)
                : 0;
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }
}
