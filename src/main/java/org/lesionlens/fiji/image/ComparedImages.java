package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.lesionlens.lesion.CommonGrid;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Two label images or masks, frame by frame: by their places where both are known, else pixel by pixel as shown.
 *
 * @param prediction what is judged
 * @param reference what is right
 */
public record ComparedImages(ImagePlus prediction, ImagePlus reference) {
    /** @throws UserMessageException if they cannot be compared */
    public void requireComparable() {
        if (prediction == reference) {
            throw new UserMessageException("the image \"" + prediction.getTitle()
                    + "\" would be compared with itself: choose another one as its reference");
        }
        StackGrid grid = StackGrid.of(prediction);
        StackGrid other = StackGrid.of(reference);
        requireAsManyFrames();
        if (placed(grid) && placed(other)) {
            CommonGrid.requireComparable(grid.geometry(), other.geometry());
        } else {
            requireSamePixels(grid, other);
        }
    }

    private void requireAsManyFrames() {
        if (prediction.getNFrames() != reference.getNFrames()) {
            throw new UserMessageException(String.format(
                    Locale.ROOT,
                    "the image \"%s\" has %d frames but \"%s\" has %d: choose images of one source",
                    prediction.getTitle(),
                    prediction.getNFrames(),
                    reference.getTitle(),
                    reference.getNFrames()));
        }
    }

    /** An image without calibration is taken to have that of the other one. */
    private void requireSamePixels(StackGrid grid, StackGrid other) {
        other.requireSize(prediction, reference);
        boolean calibrated = grid.geometry().calibrated() && other.geometry().calibrated();
        if (calibrated && !grid.hasSpacingOf(other)) {
            throw new UserMessageException(
                    "the pixels of \"" + prediction.getTitle() + "\" measure " + grid.spacing() + " but those of \""
                            + reference.getTitle() + "\" " + other.spacing()
                            + ": choose images of one source, or mend the pixel size (Image > Properties...)");
        }
    }

    private static boolean placed(StackGrid grid) {
        return grid.geometry().placed();
    }

    /** Of one image nobody knows where it lies: that the pixels belong together is what the user says. */
    public List<String> warnings() {
        boolean known = placed(StackGrid.of(prediction));
        String lost = (known ? reference : prediction).getTitle();
        return known == placed(StackGrid.of(reference))
                ? List.of()
                : List.of("nobody knows where the image \"" + lost + "\" lies in the patient: it is compared pixel by"
                        + " pixel with the other one, as both are shown");
    }

    /** What both are called together. */
    public String title() {
        return prediction.getTitle() + " and " + reference.getTitle();
    }

    /** The pairs, copied. */
    public List<CommonGrid> frames() {
        StackGrid own = StackGrid.of(prediction);
        StackGrid other = StackGrid.of(reference);
        boolean byPlace = placed(own) && placed(other);
        List<LabelMap> predicted = frames(prediction, byPlace ? own : other);
        List<LabelMap> real = frames(reference, other);
        return IntStream.range(0, real.size())
                .mapToObj(i -> byPlace
                        ? CommonGrid.of(predicted.get(i), real.get(i))
                        : new CommonGrid(predicted.get(i), real.get(i), warnings()))
                .toList();
    }

    private static List<LabelMap> frames(ImagePlus image, StackGrid grid) {
        return IntStream.rangeClosed(1, image.getNFrames())
                .mapToObj(frame -> FijiVolumes.readLabels(image, grid, frame))
                .toList();
    }

    private StackGrid grid(CommonGrid frame) {
        StackGrid other = StackGrid.of(reference);
        VolumeGeometry common = frame.reference().geometry();
        return common.equals(other.geometry()) ? other : StackGrid.shown(common);
    }

    /** Where they agree. */
    public ImagePlus picture(List<CommonGrid> frames) {
        List<LabelMap> predicted = frames.stream().map(CommonGrid::prediction).toList();
        List<LabelMap> real = frames.stream().map(CommonGrid::reference).toList();
        return Agreement.image("Agreement of " + title(), predicted, real, grid(frames.get(0)));
    }

    /** Units are those of {@link CaseAgreement}: mm if the reference is calibrated, else pixels. */
    public ResultsTable table(List<CommonGrid> frames) {
        ResultsTable rows = LesionTable.empty();
        for (int i = 0; i < frames.size(); i++) {
            CommonGrid frame = frames.get(i);
            CaseAgreement metrics =
                    ComparedMasks.of(frame.prediction(), frame.reference()).compare("", "", Comparison.USUAL);
            rows.incrementCounter();
            rows.addValue("segmentation", prediction.getTitle());
            rows.addValue("reference", reference.getTitle());
            if (frames.size() > 1) {
                rows.addValue("frame", i + 1);
            }
            addMetrics(rows, metrics, grid(frames.get(0)).geometry().calibrated());
            addNote(rows, metrics, frame.notes());
        }
        return rows;
    }

    /** What is not defined where a mask is empty has no number, as in {@code evaluate}; the note says why. */
    private static void addMetrics(ResultsTable row, CaseAgreement metrics, boolean calibrated) {
        row.addValue("dice", metrics.dice());
        row.addValue("iou", metrics.iou());
        row.addValue(calibrated ? "hd95_mm" : "hd95_pixels", metrics.hd95());
        row.addValue("lesions", metrics.lesions().references().size());
        row.addValue("predicted", metrics.lesions().predictions().size());
        row.addValue("found", metrics.lesions().found());
        row.addValue(
                "missed",
                metrics.lesions().references().size() - metrics.lesions().found());
        row.addValue("invented", metrics.lesions().invented());
        row.addValue("f1", f1(metrics));
    }

    private static double f1(CaseAgreement metrics) {
        double lesions = metrics.lesions().references().size()
                + metrics.lesions().predictions().size();
        return 2 * metrics.lesions().matched(0.1) / lesions;
    }

    private static boolean none(CaseAgreement metrics) {
        return metrics.lesions().references().isEmpty()
                && metrics.lesions().predictions().isEmpty();
    }

    private static void addNote(ResultsTable row, CaseAgreement metrics, List<String> notes) {
        List<String> all = new ArrayList<>(notes);
        if (none(metrics)) {
            all.add(0, "both are empty: they agree, without a score");
        } else if (Double.isNaN(metrics.hd95())) {
            all.add(
                    0,
                    metrics.lesions().references().isEmpty() ? "the reference is empty" : "the segmentation is empty");
        }
        if (!all.isEmpty()) {
            row.addValue("note", String.join("; ", all));
        }
    }
}
