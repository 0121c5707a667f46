package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.draw.DisagreementPicture;
import org.lesionlens.draw.Html;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.MaskValues;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.VoxelAgreement;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The cases with the lowest Dice (of several kinds its mean; 0 where one side is empty), of equals those with more that differs; each
 * with a picture.
 *
 * @param cases from the worst on
 */
record WorstCases(List<Worst> cases) {
    private static final int MOST = 10;

    /**
     * A case and where it differs.
     *
     * @param picture empty where only boxes are known
     * @param onImage whether the picture is on the image
     */
    private record Worst(
            EvaluatedCase about, double dice, Optional<DisagreementPicture.Picture> picture, boolean onImage) {}

    /** @param told is told that pictures are made */
    static WorstCases of(Evaluation evaluation, Consumer<String> told) {
        Optional<Metric> dice = evaluation.setup().metrics().stream()
                .filter(metric -> metric.name().equals("dice"))
                .findFirst();
        List<EvaluatedCase> worst = evaluation.cases().stream()
                .filter(each -> dice(each, dice) < 1)
                .sorted(Comparator.comparingDouble((EvaluatedCase each) -> dice(each, dice))
                        .thenComparing(Comparator.comparingDouble(WorstCases::difference)
                                .reversed())
                        .thenComparing(EvaluatedCase::name))
                .limit(MOST)
                .toList();
        List<Worst> drawn = new ArrayList<>();
        if (!worst.isEmpty()) {
            told.accept("drawing the " + worst.size() + " worst cases for " + EvaluationReport.FILE);
        }
        for (EvaluatedCase each : worst) {
            drawn.add(draw(each, dice(each, dice), evaluation.setup().kinds(), told));
        }
        return new WorstCases(drawn);
    }

    /** NaN where only boxes are known. */
    private static double dice(EvaluatedCase each, Optional<Metric> dice) {
        return each.agreements().stream()
                .mapToDouble(agreement -> dice.map(metric -> metric.replaced(agreement.agreement()))
                        .orElse(Double.NaN))
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private static double difference(EvaluatedCase each) {
        return each.agreements().stream()
                .map(LabelledAgreement::agreement)
                .map(CaseAgreement::voxels)
                .flatMap(Optional::stream)
                .mapToDouble(voxels -> voxels.referenceSize() + voxels.predictionSize() - 2 * both(voxels))
                .sum();
    }

    private static double both(VoxelAgreement voxels) {
        return voxels.both() * voxels.voxel().size();
    }

    /** What cannot be read any more has no picture; the figures stand. */
    private static Worst draw(EvaluatedCase each, double dice, List<KindLabel> kinds, Consumer<String> told) {
        try {
            MaskPair pair = new PairReading(each.pair(), kinds, new ArrayList<>()).masks();
            Optional<Volume> image = image(each, pair.reference(), told);
            return new Worst(
                    each,
                    dice,
                    Optional.of(DisagreementPicture.of(predicted(pair), real(pair), image)),
                    image.isPresent());
        } catch (IOException | RuntimeException e) {
            return new Worst(each, dice, Optional.empty(), false);
        }
    }

    private static Optional<Volume> image(EvaluatedCase each, LabelMap mask, Consumer<String> told) {
        if (each.image().isEmpty()) {
            return Optional.empty();
        }
        Path file = each.image().get();
        try {
            Volume image = VolumeFiles.read(file, Optional.empty()).volume();
            if (DisagreementPicture.liesUnder(image, mask)) {
                return Optional.of(image);
            }
            told.accept(each.name() + ": its image " + file.getFileName() + " (" + size(image.geometry())
                    + ") does not lie under the mask (" + size(mask.geometry()) + "), so that it is drawn without it");
        } catch (IOException | RuntimeException e) {
            told.accept(each.name() + ": its image " + file.getFileName()
                    + " cannot be read, so that it is drawn without" + " it");
        }
        return Optional.empty();
    }

    private static String size(VolumeGeometry grid) {
        return grid.size(0) + " x " + grid.size(1) + " x " + grid.size(2);
    }

    private static LabelMap predicted(MaskPair pair) {
        Map<Integer, Integer> kinds = pair.prediction().kinds();
        return MaskValues.mapped(
                pair.prediction().numbers(), number -> pair.kinds().isEmpty() ? 1 : kinds.getOrDefault(number, 0));
    }

    private static LabelMap real(MaskPair pair) {
        List<Integer> kinds = pair.kinds().stream().map(KindLabel::value).toList();
        return MaskValues.mapped(pair.reference(), value -> kinds.isEmpty() ? 1 : kinds.contains(value) ? value : 0);
    }

    /** Pictures with what they are of, below a legend; a sentence if there are none. */
    String html() {
        if (cases.isEmpty()) {
            return "<p>No case differs from its reference voxel by voxel, or only boxes are known.</p>\n";
        }
        String legend = Stream.of(DisagreementPicture.Part.values())
                .filter(part -> part != DisagreementPicture.Part.OTHER_KIND || hasKinds())
                .map(part -> "<span><i style=\"background:" + part.colorText() + "\"></i>" + part.words() + "</span>")
                .collect(Collectors.joining(
                        " ",
                        "<p class=\"legend\">",
                        " <span><i class=\"outline\"></i>outline of the reference</span></p>\n"));
        return legend
                + cases.stream()
                        .map(WorstCases::html)
                        .collect(Collectors.joining("", "<div class=\"worst\">\n", "</div>\n"));
    }

    private boolean hasKinds() {
        return cases.stream().anyMatch(each -> each.about().agreements().size() > 1);
    }

    private static String html(Worst worst) {
        String name = Html.escape(worst.about().name());
        String picture = worst.picture()
                .map(drawn ->
                        "<img alt=\"" + name + ": where prediction and reference differ\" src=\"data:image/jpeg;base64,"
                                + drawn.jpeg() + "\">")
                .orElse("");
        String slice = worst.picture()
                .map(drawn ->
                        drawn.slices() == 1 ? "" : ", slice " + drawn.slice() + " (0 to " + (drawn.slices() - 1) + ")")
                .orElse(", cannot be drawn");
        return "<figure>" + picture + "<figcaption><b>" + name + "</b><br>Dice " + ReportText.number(worst.dice())
                + slice + (worst.picture().isPresent() && !worst.onImage() ? ", without the image" : "")
                + "</figcaption></figure>\n";
    }
}
