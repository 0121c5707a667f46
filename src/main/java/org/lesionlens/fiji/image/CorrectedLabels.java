package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * A label image that was corrected by hand, numbered and measured anew, frame by frame.
 *
 * @param image as it was corrected
 * @param first of its frames that was measured, from 1
 * @param frames that were
 * @param numbered the lesions of each frame by falling volume
 * @param known what is known of them
 */
public record CorrectedLabels(
        ImagePlus image, int first, List<LabelImage> frames, List<LabelMap> numbered, List<KnownLesions> known) {
    /**
     * Measures them.
     *
     * @param frame from 1; 0 for all
     * @param probability of lesion, for every frame or one for all
     * @throws org.lesionlens.volume.UserMessageException if the image has no labels or no such frame
     */
    public static CorrectedLabels of(ImagePlus image, int frame, Optional<ImagePlus> probability) {
        List<LabelImage> frames = LabelImage.frames(image, frame);
        List<LabelMap> numbered = frames.stream()
                .map(each -> ConnectedComponents.labelEach(each.labels()))
                .toList();
        List<KnownLesions> known = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            int index = Math.max(1, frame) + i;
            StackGrid grid = frames.get(i).grid();
            Optional<ProbabilityMap> sure = probability.map(map -> probability(map, image, grid, index));
            known.add(KnownLesions.measured(image, index, frames.get(i), numbered.get(i), sure));
        }
        return new CorrectedLabels(image, Math.max(1, frame), frames, numbered, known);
    }

    private static ProbabilityMap probability(ImagePlus map, ImagePlus labels, StackGrid grid, int frame) {
        grid.requireSize(map, labels);
        int mapFrame = Math.min(frame, map.getNFrames());
        return new ProbabilityMap(FijiVolumes.read(map, grid, 1, mapFrame).voxels(), grid.geometry());
    }

    /** The title of the image that the labels were made from. */
    public String source() {
        return frames.get(0).source();
    }

    /**
     * On an image: on the frames that they belong to, on the one that is shown if nobody knows which that is.
     *
     * @throws org.lesionlens.volume.UserMessageException if the image has another size
     */
    public ShownLesions on(ImagePlus under) {
        List<Integer> places = new ArrayList<>();
        List<Roi> outlines = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            LabelImage corrected = frames.get(i);
            corrected.grid().requireSize(under, image);
            int place = corrected.frame() == 0 ? under.getT() : corrected.frame();
            places.add(under.getNFrames() > 1 ? place : 0);
            outlines.addAll(LesionOutlines.of(numbered.get(i), corrected.grid(), places.get(i), under.getNChannels()));
        }
        List<List<Lesion>> lesions = known.stream().map(KnownLesions::lesions).toList();
        return ShownLesions.of(frames.get(0).grid(), places, lesions, outlines);
    }

    /** Of all frames. */
    public ResultsTable table() {
        List<Integer> places = frames.stream().map(LabelImage::frame).toList();
        List<List<Lesion>> lesions = known.stream().map(KnownLesions::lesions).toList();
        return LesionTable.ofFrames(source(), places, lesions, frames.get(0).grid());
    }

    /** The labels numbered anew, with what is known of the lesions. */
    public ImagePlus labelImage() {
        ImagePlus renumbered = LesionImages.labels(
                LabelImage.titleFor(source()), numbered, frames.get(0).grid());
        LabelImage.setSource(renumbered, source(), frames.get(0).frame());
        SourceVoxels.copy(image, first, renumbered);
        for (int i = 0; i < numbered.size(); i++) {
            List<Lesion> lesions = known.get(i).lesions();
            LesionClasses.attach(renumbered, i + 1, numbered.get(i), lesions);
            LesionProbabilities.attach(renumbered, i + 1, lesions, known.get(i).classes());
        }
        return renumbered;
    }
}
