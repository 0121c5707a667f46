package org.lesionlens.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lesionlens.explain.SliceExplanation;
import org.lesionlens.inference.Device;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.pipeline.PipelineSettings;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.VolumeGeometry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the segmenter looked at in one slice of a case: maps and a picture. */
@Command(
        name = "explain",
        description = "Shows what the segmenter looked at in one slice; writes maps and explanation.png into DIR/CASE.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "INPUT", description = "NIfTI file, DICOM file or folder, or PNG, JPEG or TIFF image")
    private Path input;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "folder of the results")
    private Path output;

    @Option(
            names = "--query",
            paramLabel = "X,Y,Z",
            description =
                    "voxel, from 0, whose attention is shown; may be repeated within one slice (else: points in and"
                            + " round the largest lesion)")
    private List<String> queries = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "brain-t1ce-segmenter",
            description = "model that finds lesions (${DEFAULT-VALUE})")
    private String model;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "auto, cpu, cuda, tensorrt or coreml (${DEFAULT-VALUE}: the first that works)")
    private String device;

    @Option(names = "--series", paramLabel = "UID", description = "which DICOM series of a folder")
    private String series;

    @Option(names = "--overwrite", description = "replace results that are there")
    private boolean overwrite;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String name = VolumeFiles.caseName(input);
        CaseFolder.requireFolder(output);
        CaseFolder.requireFree(output.resolve(name), overwrite, List.of(input));
        CaseFolder.requireWritable(output);
        LoadedVolume loaded = VolumeFiles.read(input, Optional.ofNullable(series));
        List<long[]> voxels = voxels(loaded.volume().geometry());
        try (AnalysisModels models = AnalysisModels.open(model, AnalysisModels.NONE, device(), 0);
                TerminalProgress progress =
                        new TerminalProgress(name, spec.commandLine().getErr())) {
            LesionAnalysis analysis = new LesionPipeline(models.segmenter(), Optional.empty())
                    .analyze(loaded.volume(), PipelineSettings.DEFAULTS, progress);
            write(new CaseResults(name, loaded, analysis, models), voxels);
        }
        spec.commandLine().getOut().println(name + ": explained -> " + output.resolve(name));
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    private Optional<Device> device() {
        try {
            return Device.parse(device);
        } catch (IllegalArgumentException e) {
            throw new Errors.UsageException(e.getMessage());
        }
    }

    /** The points that the user named, all of one slice. */
    private List<long[]> voxels(VolumeGeometry geometry) {
        List<long[]> voxels = new ArrayList<>();
        for (String query : queries) {
            long[] voxel = voxel(query, geometry);
            int axis = geometry.sliceAxis();
            if (!voxels.isEmpty() && voxels.get(0)[axis] != voxel[axis]) {
                throw new Errors.UsageException("--query " + query + " lies in slice " + voxel[axis]
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
            throw new Errors.UsageException(wanted);
        }
        boolean inside = voxel.length == geometry.size().length;
        for (int axis = 0; inside && axis < voxel.length; axis++) {
            inside = voxel[axis] >= 0 && voxel[axis] < geometry.size(axis);
        }
        if (!inside) {
            throw new Errors.UsageException(wanted);
        }
        return voxel;
    }

    private void write(CaseResults results, List<long[]> voxels) throws IOException {
        DisplayOrientation orientation =
                DisplayOrientation.of(results.source().volume().geometry());
        long slice = voxels.isEmpty() ? slice(results.analysis(), orientation) : voxels.get(0)[orientation.sliceAxis()];
        List<QueryPoint> points = voxels.isEmpty()
                ? QueryPoint.worthALook(results.source().volume(), results.analysis(), slice)
                : voxels.stream().map(voxel -> named(voxel, orientation)).toList();
        SliceExplanation explanation = SliceExplanation.of(
                results.models().segmenter(), results.source().volume(), slice);
        try (CaseFolder folder = new CaseFolder(output, results.name(), overwrite)) {
            new ExplanationResults(results, explanation, points).write(folder.path());
            folder.publish();
        }
    }

    /** That of the largest lesion's longest diameter; the middle one where there is no lesion. */
    private static long slice(LesionAnalysis analysis, DisplayOrientation orientation) {
        return analysis.lesions().isEmpty()
                ? orientation.slices() / 2
                : analysis.lesions().get(0).measurements().diameter().slice();
    }

    private static QueryPoint named(long[] voxel, DisplayOrientation orientation) {
        double[] corner = orientation.toDisplayCorner(voxel[0], voxel[1], voxel[2]);
        String name = voxel[0] + "," + voxel[1] + "," + voxel[2];
        return new QueryPoint(name, (int) corner[0], (int) corner[1]);
    }
}
