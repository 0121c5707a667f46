package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.gui.PointRoi;
import java.awt.Point;
import java.awt.Polygon;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.lesionlens.explain.BoxExplainer;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.FeatureChoice;
import org.lesionlens.explain.MapKind;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.explorer.ExplainedBox;
import org.lesionlens.fiji.explorer.ExplainedVolume;
import org.lesionlens.fiji.explorer.QuerySpot;
import org.lesionlens.fiji.explorer.SeenFrame;
import org.lesionlens.fiji.image.FoundBoxes;
import org.lesionlens.fiji.image.ShownBoxes;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackSuitability;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ModelChoices;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** What the networks looked at in a slice: one map, or what the channels of an excitation respond to, as an image. */
@Plugin(
        type = Command.class,
        label = "Explain Prediction...",
        description = "attention map, class activation",
        visible = false,
        headless = true)
public final class ExplainPredictionCommand extends ExplainingCommand {
    /** A coordinate that nobody gave: SciJava would fill in 0 for null. */
    private static final int NOWHERE = Integer.MIN_VALUE;

    @Parameter(label = "Map", persist = false)
    private String map = "";

    @Parameter(label = "Channels of an excitation (empty: most unusual)", required = false, persist = false)
    private String channels;

    @Parameter(label = "Point x (empty: middle of the lesion; of boxes the surest)", required = false, persist = false)
    private Integer x = NOWHERE;

    @Parameter(label = "Point y", required = false, persist = false)
    private Integer y = NOWHERE;

    @Parameter(label = "Slice (0: the one shown)", min = "0", persist = false)
    private int z;

    /** The map, for scripts that run the command through SciJava. */
    @Parameter(type = ItemIO.OUTPUT)
    private ImagePlus mapimage;

    @Override
    protected List<String> choices(String key) throws IOException {
        return key.equals("map") ? ExplainedVolume.offered() : super.choices(key);
    }

    @Override
    OfferedModels offer(ImagePlus of) {
        return OfferedModels.ofFindings(of);
    }

    @Override
    void requireExplained(Model found) {
        if (isDetector(found)) {
            BoxExplainer.requireExplained(found);
        } else {
            super.requireExplained(found);
        }
    }

    /** Of a crop a detector sees what lay round it too. */
    @Override
    List<String> ofOneChannel(Model found) {
        return isDetector(found)
                ? StackSuitability.ofWhole(image, channel, frame == 0 ? image.getT() : frame, found)
                : super.ofOneChannel(found);
    }

    private static boolean isDetector(Model found) {
        return found.task() == Task.DETECTION;
    }

    /** A point that the user selected is the one that is meant. */
    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        Polygon selected = image.getRoi() instanceof PointRoi points ? points.getPolygon() : new Polygon();
        return switch (key) {
            case "map" -> mapProposal((String) chosen.getOrDefault("model", ""));
            case "x" -> selected.npoints == 1 ? Optional.of(selected.xpoints[0]) : Optional.of("");
            case "y" -> selected.npoints == 1 ? Optional.of(selected.ypoints[0]) : Optional.of("");
            default -> super.proposal(key, chosen);
        };
    }

    private Optional<Object> mapProposal(String name) {
        Model named = ModelChoices.models(Task.SEGMENTATION, Task.DETECTION).get(name);
        return Optional.of(usual(named != null && isDetector(named)));
    }

    private static String usual(boolean ofBox) {
        return ofBox ? ExplainedBox.OF_ITS_KIND : MapKind.ATTENTION.name();
    }

    private String chosenMap() throws IOException {
        return map.isEmpty() ? usual(isDetector(chosenModel())) : map;
    }

    @Override
    protected boolean isAsked(String key) {
        return key.equals("z") ? image.getNSlices() > 1 : super.isAsked(key);
    }

    @Override
    protected void requireFit() throws IOException {
        super.requireFit();
        point();
        slice();
        List<Integer> chosen = channels();
        if (isDetector(chosenModel())) {
            ExplainedBox.requireOffered(chosenModel(), chosenMap(), chosen);
        }
    }

    @Override
    protected List<Result> compute() throws IOException {
        return isDetector(chosenModel()) ? ofBox() : ofSegmenter();
    }

    private List<Result> ofBox() throws IOException {
        SourceImage source = SeenFrame.of(image, mapped(), frame, chosenModel()).shown();
        Optional<ShownBoxes> listed = FoundBoxes.of(image, source, chosenModel());
        ExplainedBox.Wanted wanted = new ExplainedBox.Wanted(listed, slice(), point());
        String map = chosenMap();
        try (ProgressWindow window = ProgressWindow.open("Explain Prediction");
                OnnxModel network = Networks.open(chosenModel(), device, trust, window)) {
            StatusProgress progress = new StatusProgress(window, "");
            ExplainedBox box = ExplainedBox.of(source, network, wanted, progress);
            if (box.isExcitation(map)) {
                return List.of(box.weights(map));
            }
            mapimage = box.map(map);
            return List.of(new Result.Image(mapimage));
        }
    }

    private List<Result> ofSegmenter() throws IOException {
        Optional<Point> point = point();
        int slice = slice();
        String map = chosenMap();
        SeenFrame source = SeenFrame.of(image, mapped(), frame, chosenModel());
        try (ProgressWindow window = ProgressWindow.open("Explain Prediction");
                AnalysisModels models = Networks.open(models(), device, trust, window)) {
            StatusProgress progress = new StatusProgress(window, "");
            ExplainedVolume volume = ExplainedVolume.of(source, models, Optional.empty(), progress);
            ExplanationMaps maps = volume.maps(slice);
            Point at = point.orElseGet(() -> volume.proposal(slice));
            QuerySpot spot = new QuerySpot(at.x, at.y, slice);
            mapimage = volume.hasFeatures(map)
                    ? volume.features(maps, map, channels())
                    : map(volume, maps, spot, progress);
            return List.of(new Result.Image(mapimage));
        }
    }

    private ImagePlus map(ExplainedVolume volume, ExplanationMaps maps, QuerySpot spot, StatusProgress progress)
            throws IOException {
        String map = chosenMap();
        MapKind kind = maps.kind(map);
        String label = kind.isOfPoint() ? map + " at " + spot : map + " of slice " + (spot.slice() + 1);
        return volume.map(maps, kind, progress, spot).image(map + " of " + volume.title(), label);
    }

    private List<Integer> channels() {
        return channels == null || channels.isBlank() ? List.of() : FeatureChoice.channels(channels);
    }

    private Optional<Point> point() {
        return QuerySpot.pixel(image, coordinate(x), coordinate(y));
    }

    private static OptionalInt coordinate(Integer given) {
        return given == null || given == NOWHERE ? OptionalInt.empty() : OptionalInt.of(given);
    }

    private int slice() {
        return QuerySpot.slice(image, z);
    }
}
