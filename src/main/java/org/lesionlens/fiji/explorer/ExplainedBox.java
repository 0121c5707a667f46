package org.lesionlens.fiji.explorer;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.awt.Point;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.lesionlens.explain.BoxExplainer;
import org.lesionlens.explain.BoxExplanation;
import org.lesionlens.explain.ChannelExcitation;
import org.lesionlens.explain.Explanation;
import org.lesionlens.explain.MapKind;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FoundBoxes;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.image.SeenByDetector;
import org.lesionlens.fiji.image.ShownBoxes;
import org.lesionlens.fiji.image.ShownBoxes.ShownBox;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.SlicesWithBoxes;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;

/**
 * A box that a detector drew in a slice of an image, and what spoke for it.
 *
 * @param source a copy of one frame
 * @param slice of the stack, from 1
 * @param name with its number, if it is one of the boxes that are listed of the image
 */
public record ExplainedBox(
        SourceImage source, int slice, ShownBox box, String name, BoxExplanation explanation, Model detector) {
    /** The map of what the detector calls the box. */
    public static final String OF_ITS_KIND = "cam";

    /**
     * Which box is meant.
     *
     * @param listed the boxes that are on the image; empty if they are of other pixels, or another model's
     * @param slice from 0
     * @param point that lies in it; empty for the surest
     */
    public record Wanted(Optional<ShownBoxes> listed, int slice, Optional<Point> point) {
        /** Of the boxes that are on the image. */
        Optional<ShownBox> known() {
            return listed.flatMap(this::of);
        }

        private Optional<ShownBox> of(ShownBoxes boxes) {
            return boxes.boxes().stream()
                    .filter(box -> box.first() <= slice + 1 && slice + 1 <= box.last())
                    .filter(box -> point.isEmpty() || box.area().contains(point.get().x + 0.5, point.get().y + 0.5))
                    .max(Comparator.<ShownBox>comparingDouble(box -> box.score())
                            .thenComparing(
                                    Comparator.comparingInt(ShownBox::number).reversed()));
        }
    }

    /**
     * Takes the surest box of a slice, or round a point, of those that are on the image; where there is none, looks at the slice: for a
     * point down to the least score of the model.
     *
     * @param source of one frame
     * @throws UserMessageException if there is no box, or none round the point
     */
    public static ExplainedBox of(SourceImage source, OnnxModel detector, Wanted wanted, Progress progress) {
        StackGrid grid = source.grid();
        if (!grid.analysedAsShown()) {
            throw new UserMessageException(ExplainedVolume.otherSlices(source.title()));
        }
        Optional<ShownBox> known = wanted.known();
        ShownBox chosen = known.orElseGet(() -> found(source, detector, wanted, progress));
        SeenByDetector seen = new SeenByDetector(source);
        BoxExplanation explanation = new BoxExplainer(detector, seen.frame(0))
                .of(
                        seen.slice(wanted.slice()),
                        seen.box(chosen.found().box()),
                        seen.place(chosen.found().middle()),
                        chosen.kind());
        String name = known.map(box -> "box " + box.number() + ", ").orElse("box, ") + chosen.text();
        return new ExplainedBox(source, wanted.slice() + 1, chosen, name, explanation, detector.description());
    }

    private static ShownBox found(SourceImage source, OnnxModel detector, Wanted wanted, Progress progress) {
        SourceImage whole = source.with(List.of()); // a selection is a point, or means nothing here
        Optional<Double> least = wanted.point().map(point -> leastScore(detector.description()));
        ShownBoxes boxes = FoundBoxes.in(whole, detector, List.of(wanted.slice() + 1), least, name -> progress)
                .shown();
        return wanted.of(boxes)
                .orElseThrow(() -> new UserMessageException(
                        nothing(source, wanted, boxes, () -> advice(whole, detector, wanted, progress))));
    }

    /** Where the boxes are that would be explained if another slice were shown. */
    private static String advice(SourceImage whole, OnnxModel detector, Wanted wanted, Progress progress) {
        List<Long> listed = wanted.listed().map(ExplainedBox::slices).orElse(List.of());
        return listed.isEmpty()
                ? SlicesWithBoxes.advice(
                        others(whole, detector, wanted.slice() + 1, progress),
                        whole.firstFrame() > 0 ? "frame or image" : "image")
                : SlicesWithBoxes.adviceOfListed(listed);
    }

    private static List<Long> others(SourceImage whole, OnnxModel detector, int known, Progress progress) {
        List<Integer> slices = IntStream.rangeClosed(1, whole.grid().slices())
                .filter(slice -> slice != known)
                .boxed()
                .toList();
        if (slices.isEmpty()) {
            return List.of();
        }
        return slices(FoundBoxes.in(whole, detector, slices, Optional.empty(), name -> progress)
                .shown());
    }

    /** Of all boxes, that of the surest first. */
    private static List<Long> slices(ShownBoxes boxes) {
        return boxes.boxes().stream()
                .sorted(Comparator.<ShownBox>comparingDouble(ShownBox::score).reversed())
                .map(box -> (long) box.first())
                .toList();
    }

    private static double leastScore(Model detector) {
        return detector.detection().orElseThrow().leastScore();
    }

    private static String nothing(SourceImage source, Wanted wanted, ShownBoxes boxes, Supplier<String> advice) {
        String place = "slice " + (wanted.slice() + 1) + " of \"" + source.title() + "\"";
        return wanted.point().isPresent() && boxes.surest().isPresent()
                ? "no box of " + place + " lies round the point "
                        + wanted.point().get().x + "," + wanted.point().get().y
                        + ": choose one in a box, or none for the surest box"
                : "the model finds no box in " + place + ", so there is none to explain: " + advice.get();
    }

    /**
     * Looks at what is asked for before a network runs.
     *
     * @param map empty for that of what the detector calls the box
     * @throws UserMessageException if channels of an excitation are asked for: a detector does not show what they respond to; or if
     *     the detector offers no map of this name
     */
    public static void requireOffered(Model detector, String map, List<Integer> channels) {
        if (!channels.isEmpty()) {
            throw new UserMessageException(
                    "channels of an excitation are named (channels) but a detector does not show what"
                            + " they respond to: leave them out; the map of an excitation's name is the table of its weights");
        }
        List<String> names = names(detector);
        List<String> excitations = detector.explanations().excitations();
        if (!map.equals(OF_ITS_KIND) && !names.contains(map) && !excitations.contains(map)) {
            throw new UserMessageException("there is no map \"" + map + "\" of a box of the model "
                    + detector.shownName() + ": choose " + OF_ITS_KIND + " for what it calls the box, one of " + names
                    + " or an excitation " + excitations);
        }
    }

    private static List<String> names(Model detector) {
        return BoxExplanation.maps(detector).stream().map(MapKind::name).toList();
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
     * @param map {@code cam_} and a kind, or {@value #OF_ITS_KIND}; see {@link #requireOffered}
     */
    public ImagePlus map(String map) {
        String kind = map.equals(OF_ITS_KIND)
                ? explanation.kind()
                : explanation.kinds().get(names(detector).indexOf(map));
        String label = String.format(Locale.ROOT, "cam_%s of %s, slice %d", kind, name, slice);
        Explanation whole = explanation.map(kind);
        Volume shown = new SeenByDetector(source).back(whole.map(), slice - 1);
        return ShownMap.of(new Explanation(whole.kind(), shown, whole.least(), whole.most()), source.grid())
                .image("cam_" + kind + " of " + source.title(), label);
    }
}
