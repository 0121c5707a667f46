package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseResults;
import org.lesionlens.cases.CaseRunner;
import org.lesionlens.cases.ExplanationResults;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.explain.BoxExplainer;
import org.lesionlens.explain.ExplanationMaps;
import org.lesionlens.explain.FeatureChoice;
import org.lesionlens.explain.MapKind;
import org.lesionlens.explain.QueryPoint;
import org.lesionlens.explain.SliceExplainer;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.DetectionPipeline;
import org.lesionlens.pipeline.DetectionSettings;
import org.lesionlens.pipeline.Focus;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the networks looked at in one slice of a case: maps, tables and a picture. */
@Command(
        name = "explain",
        description = "Shows what the networks looked at in one slice; writes maps, tables and explanation.png into"
                + " DIR/CASE.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "INPUT",
            converter = InputConverter.class,
            description =
                    "NIfTI, NRRD or MetaImage file, DICOM file or folder, PNG, JPEG or TIFF image, or a zip or tar.gz of one;"
                            + " of a model of several channels t1=INPUT,flair=INPUT")
    private String input;

    @Mixin
    private CaseOptions options;

    @Mixin
    private BoxOption box;

    @Mixin
    private SlicesOption slices;

    @Option(
            names = "--query",
            paramLabel = "X,Y,Z",
            description =
                    "voxel, from 0, whose attention is shown; may be repeated within one slice (else: points in and"
                            + " round the largest lesion)")
    private List<String> queries = List.of();

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description =
                    "least score of a box of a detector (as the model says; of --query also a lower one, if no other"
                            + " box lies round it)")
    private Double threshold;

    @Option(
            names = "--features",
            paramLabel = "EXCITATION[:C,C]",
            description =
                    "write what channels (from 0; else the six most unusual) of the segmenter respond to after this"
                            + " excitation; may be repeated")
    private List<String> features = List.of();

    @Option(
            names = "--faithfulness",
            description =
                    "blank out and let in the slice in the order of the maps, and write how the segmenter's answer"
                            + " changes (seconds)")
    private boolean faithfulness;

    @Option(
            names = "--occlusion",
            description = "write how much the segmenter's answer falls when each place is blanked out (seconds)")
    private boolean occlusion;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path output = options.output();
        PrintWriter err = spec.commandLine().getErr();
        List<Box> boxes = box.boxes();
        List<String> taken = new ArrayList<>();
        Case item = options.cohort(
                        reading -> Cohort.ofInputs(List.of(input), reading).with(boxes), taken::add)
                .cases()
                .get(0);
        options.models().requirePrompt(item.boxes());
        requireOneBox(item.boxes());
        requireOptions(options.models().segmenter());
        String name = item.name();
        CaseFolder.requireFolder(output);
        CaseFolder.requireFree(output.resolve(name), options.overwrite(), CaseFolder.realPaths(item.paths()));
        CaseFolder.requireWritable(output);
        CaseRunner.requireRoom(item, options.models().segmenter(), output);
        LoadedImage loaded = CaseRunner.read(item, options.models().segmenter());
        options.models().requireFit(loaded.volume().geometry(), loaded.traits());
        taken.forEach(sentence -> err.println("lesionlens: " + sentence));
        List<long[]> voxels = voxels(loaded.volume().geometry());
        if (options.models().segmenter().task() == Task.DETECTION) {
            explainBox(name, BoxExplaining.of(loaded, voxels, slices.slices()), err);
            return said(name);
        }
        try (AnalysisModels models = options.openModels(err);
                TerminalProgress progress = new TerminalProgress(name, err)) {
            requireMapOfPoint(models);
            AnalysisSettings settings =
                    AnalysisChoices.NONE.resolvedFor(models.segmenter().description());
            LesionAnalysis analysis = new LesionPipeline(models.segmenter(), models.classifier())
                    .analyze(loaded.image(), Focus.on(item.boxes()), settings, progress);
            CaseResults results = new CaseResults(name, loaded, analysis, models);
            results.warnings().forEach(warning -> err.println("lesionlens: " + name + ": " + warning));
            write(results, item.boxes(), voxels, progress);
        }
        return said(name);
    }

    private int said(String name) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(name + ": explained -> " + options.output().resolve(name));
        out.flush();
        return ExitCode.DONE;
    }

    private void explainBox(String name, BoxExplaining box, PrintWriter err) throws IOException {
        try (AnalysisModels models = options.openModels(err);
                TerminalProgress progress = new TerminalProgress(name, err)) {
            box.write(name, models, options, Optional.ofNullable(threshold), progress)
                    .forEach(warning -> err.println("lesionlens: " + name + ": " + warning));
        }
    }

    /** Before anything is read. */
    private void requireOptions(Model model) {
        if (model.task() == Task.DETECTION) {
            BoxExplainer.requireExplained(model);
            DetectionPipeline.requireReached(
                    model, new DetectionSettings(slices.slices(), Optional.ofNullable(threshold)));
            if (faithfulness || occlusion || !features.isEmpty()) {
                throw new UsageException(
                        "--faithfulness, --occlusion and --features are about models that segment, but "
                                + model.shownName() + " draws boxes: leave them out");
            }
        } else if (!slices.slices().isEmpty()) {
            throw new UsageException("--slices names a slice for a detector, but " + model.shownName()
                    + " segments: name a voxel of the slice with --query");
        } else if (threshold != null) {
            throw new UsageException("--threshold is the least score of a box of a detector, but " + model.shownName()
                    + " segments: leave it out");
        }
    }

    /** The points that the user named, all of one slice. */
    private List<long[]> voxels(VolumeGeometry geometry) {
        List<long[]> voxels = new ArrayList<>();
        for (String query : queries) {
            long[] voxel = voxel(query, geometry);
            int axis = geometry.sliceAxis();
            if (!voxels.isEmpty() && voxels.get(0)[axis] != voxel[axis]) {
                throw new UsageException("--query " + query + " lies in slice " + voxel[axis]
                        + " but the point before in slice " + voxels.get(0)[axis] + ": explain one slice at a time");
            }
            voxels.add(voxel);
        }
        return voxels;
    }

    private static long[] voxel(String query, VolumeGeometry geometry) {
        String wanted = "--query " + query + " must be three whole numbers X,Y,Z from 0,0,0 to "
                + (geometry.size(0) - 1) + "," + (geometry.size(1) - 1) + "," + (geometry.size(2) - 1);
        long[] voxel;
        try {
            voxel = Arrays.stream(query.split(",", -1))
                    .map(String::strip)
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new UsageException(wanted);
        }
        boolean inside = voxel.length == geometry.size().length;
        for (int axis = 0; inside && axis < voxel.length; axis++) {
            inside = voxel[axis] >= 0 && voxel[axis] < geometry.size(axis);
        }
        if (!inside) {
            throw new UsageException(wanted);
        }
        return voxel;
    }

    /** What a network saw round one box, of which there are only its own maps. */
    private void requireOneBox(List<Box> boxes) {
        if (boxes.size() > 1) {
            throw new UsageException(
                    boxes.size() + " boxes are given but maps are of what the network saw round one: give"
                            + " one --box, and explain the others one by one");
        }
        if (!boxes.isEmpty() && (faithfulness || occlusion)) {
            throw new UsageException(
                    "--occlusion and --faithfulness ask the network about a whole slice, but this one looks"
                            + " round a box: leave them out");
        }
    }

    private static SliceExplainer explainer(CaseResults results, List<Box> boxes) {
        OnnxModel segmenter = results.models().segmenter();
        Image image = results.source().image();
        LabelMap labels = results.lesions().labels();
        return boxes.isEmpty()
                ? new SliceExplainer(
                        segmenter,
                        results.models().classifier(),
                        image,
                        labels,
                        results.lesions().settings().threshold())
                : new SliceExplainer(segmenter, image, labels, boxes.get(0));
    }

    private void write(CaseResults results, List<Box> boxes, List<long[]> voxels, TerminalProgress progress)
            throws IOException {
        Volume volume = results.source().volume();
        DisplayOrientation orientation = DisplayOrientation.of(volume.geometry());
        long slice = voxels.isEmpty()
                ? slice(results.lesions(), boxes, orientation)
                : voxels.get(0)[orientation.sliceAxis()];
        ExplanationMaps maps = explainer(results, boxes).maps(slice);
        List<QueryPoint> points = voxels.isEmpty()
                ? maps.points(volume)
                : voxels.stream().map(voxel -> named(voxel, orientation)).toList();
        List<FeatureChoice> chosen = new ArrayList<>();
        for (String text : features) {
            chosen.add(FeatureChoice.of(text, maps));
        }
        try (CaseFolder folder = new CaseFolder(options.output(), results.name(), options.overwrite())) {
            ExplanationResults written = new ExplanationResults(results, maps, points, progress);
            written.write(folder.path(), chosen, faithfulness, occlusion);
            folder.publish();
        }
    }

    private void requireMapOfPoint(AnalysisModels models) {
        Model segmenter = models.segmenter().description();
        List<MapKind> maps = MapKind.offered(segmenter, models.classifier().map(OnnxModel::description));
        if (!queries.isEmpty() && maps.stream().noneMatch(MapKind::isOfPoint)) {
            throw new UsageException("--query names a point but the model " + segmenter.name()
                    + " has maps of the whole slice only, "
                    + maps.stream().map(MapKind::name).toList() + ": leave --query out, or choose another model");
        }
    }

    /** That of the largest lesion's longest diameter; the middle one, or that of the box, where there is no lesion. */
    private static long slice(LesionAnalysis analysis, List<Box> boxes, DisplayOrientation orientation) {
        int axis = orientation.sliceAxis();
        return Lesion.largest(analysis.lesions())
                .map(lesion -> lesion.measurements().diameter().slice())
                .orElseGet(() -> boxes.stream()
                        .findFirst()
                        .map(box -> (box.first(axis) + box.end(axis)) / 2)
                        .orElse(orientation.slices() / 2));
    }

    private static QueryPoint named(long[] voxel, DisplayOrientation orientation) {
        double[] corner = orientation.toDisplayCorner((double) voxel[0], (double) voxel[1], (double) voxel[2]);
        String name = voxel[0] + "," + voxel[1] + "," + voxel[2];
        return new QueryPoint(name, (int) corner[0], (int) corner[1]);
    }
}
