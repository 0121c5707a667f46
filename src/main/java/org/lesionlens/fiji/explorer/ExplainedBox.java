package org.lesionlens.fiji.explorer;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.awt.Point;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lesionlens.explain.BoxExplainer;
import org.lesionlens.explain.BoxExplanation;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.MapKind;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FoundBoxes;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.ShownBoxes;
import org.lesionlens.fiji.image.ShownBoxes.ShownBox;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;

/**
 * A box that a detector drew in a slice of an image, and what spoke for it.
 *
 * @param source a copy of one frame
 * @param slice of the stack, from 1
 */
public record ExplainedBox(SourceImage source, int slice, ShownBox box, BoxExplanation explanation, Model detector) {
    /** The map of what the detector calls the box. */
    public static final String OF_ITS_KIND = "cam";

    /**
     * Looks at a slice and takes the surest box round a point, else the surest of all.
     *
     * @param source of one frame
     * @param slice from 0
     * @throws UserMessageException if there is no box, or none round the point
     */
    public static ExplainedBox of(
            SourceImage source, OnnxModel detector, int slice, Optional<Point> point, Progress progress) {
        StackGrid grid = source.grid();
        if (!grid.analysedAsShown()) {
            throw new UserMessageException(ExplainedVolume.otherSlices(source.title()));
        }
        SourceImage whole = source.with(List.of()); // a selection is a point, or means nothing here
        ShownBoxes boxes = FoundBoxes.in(whole, detector, List.of(slice + 1), Optional.empty(), name -> progress)
                .shown();
        ShownBox chosen = chosen(boxes, point)
                .orElseThrow(() -> new UserMessageException(nothing(source.title(), slice, point, boxes)));
        long stored = grid.toVoxel(0, 0, slice)[grid.sliceAxis()];
        BoxExplanation explanation = new BoxExplainer(detector, source.images().get(0))
                .of(stored, chosen.found().box(), chosen.found().kind().name());
        return new ExplainedBox(source, slice + 1, chosen, explanation, detector.description());
    }

    private static Optional<ShownBox> chosen(ShownBoxes boxes, Optional<Point> point) {
        return point.isEmpty()
                ? boxes.surest()
                : boxes.boxes().stream()
                        .filter(box -> box.area().contains(point.get().x + 0.5, point.get().y + 0.5))
                        .max(Comparator.comparingDouble(box -> box.found().score()));
    }

    private static String nothing(String title, int slice, Optional<Point> point, ShownBoxes boxes) {
        return point.isPresent() && boxes.surest().isPresent()
                ? "no box of slice " + (slice + 1) + " of \"" + title + "\" lies round the point " + point.get().x + ","
                        + point.get().y + ": choose one in a box, or none for the surest box"
                : "the model finds no box in slice " + (slice + 1) + " of \"" + title
                        + "\", so there is none to explain: choose another slice or image";
    }

    /** @throws UserMessageException if channels of an excitation are asked for: a detector does not show what they respond to */
    public static void requireNoChannels(List<Integer> channels) {
        if (!channels.isEmpty()) {
            throw new UserMessageException(
                    "channels of an excitation are named (channels) but a detector does not show what"
                            + " they respond to: leave them out; the map of an excitation's name is the table of its weights");
        }
    }

    /** Whether a map of this name is the table of the weights of an excitation. */
    public boolean isExcitation(String map) {
        return detector.explanations().excitations().contains(map);
    }

    /** The weights of an excitation's channels, beside those that are usual for the kind of the box. */
    public Result.Table weights(String excitation) throws IOException {
        ResultsTable table = LesionTable.empty();
        ChannelExcitation block = explanation.excitations().stream()
                .filter(each -> each.block().equals(excitation))
                .findFirst()
                .orElseThrow();
        for (int channel = 0; channel < block.weights().size(); channel++) {
            int at = channel;
            table.incrementCounter();
            table.addValue("channel", channel);
            table.addValue("weight", block.weights().get(channel));
            block.usual().ifPresent(usual -> {
                table.addValue("class_mean", usual.mean().get(at));
                table.addValue("class_deviation", usual.deviation().get(at));
                table.addValue("departure", block.departure(at));
            });
        }
        return new Result.Table("Weights of " + excitation + " of " + source.title(), table);
    }

    /**
     * A map of the slice, 32 bit; NaN outside the window in which the detector saw the box.
     *
     * @param map {@code cam_} and a kind, or {@value #OF_ITS_KIND}
     * @throws UserMessageException if the detector offers no map of this name
     */
    public ImagePlus map(String map) {
        String kind = map.equals(OF_ITS_KIND) ? explanation.kind() : kind(map);
        String label = String.format(
                Locale.ROOT, "cam_%s of box %d, %s, slice %d", kind, box.found().number(), box.text(), slice);
        return ShownMap.of(explanation.map(kind), source.grid()).image("cam_" + kind + " of " + source.title(), label);
    }

    private String kind(String map) {
        List<String> names =
                BoxExplanation.maps(detector).stream().map(MapKind::name).toList();
        if (!names.contains(map)) {
            throw new UserMessageException("there is no map \"" + map + "\" of a box of the model "
                    + detector.shownName()
                    + ": choose " + OF_ITS_KIND + " for what it calls the box, one of " + names + " or an excitation "
                    + detector.explanations().excitations());
        }
        return explanation.kinds().get(names.indexOf(map));
    }
}
