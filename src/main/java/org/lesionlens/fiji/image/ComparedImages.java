package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.ResultsTable;
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

    /** A row a frame, with the figures that {@code evaluate} gives of a case. */
    public ResultsTable table(List<CommonGrid> frames) {
        ResultsTable rows = LesionTable.empty();
        for (int i = 0; i < frames.size(); i++) {
            CommonGrid frame = frames.get(i);
            CaseAgreement agreement =
                    ComparedMasks.of(frame.prediction(), frame.reference()).compare("", "", Comparison.USUAL);
            rows.incrementCounter();
            rows.addValue("segmentation", prediction.getTitle());
            rows.addValue("reference", reference.getTitle());
            if (frames.size() > 1) {
                rows.addValue("frame", i + 1);
            }
            AgreementRow.add(rows, agreement, grid(frames.get(0)).geometry().calibrated(), frame.notes());
        }
        return rows;
    }
}
