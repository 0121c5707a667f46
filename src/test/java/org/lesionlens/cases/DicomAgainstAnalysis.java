package org.lesionlens.cases;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.inference.Device;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.Removal;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What writing DICOM costs beside the analysis: ten lesions through all slices of a series, CPU of the process; with
 * {@code -Dbench.main=org.lesionlens.cases.DicomAgainstAnalysis -Dbench=SERIES}. Not part of the tests.
 */
public final class DicomAgainstAnalysis {
    private static final int ROUNDS = 7;
    private static final int WARM = 3;
    private static final int LESIONS = 10;
    private static final List<ResultFormat> FORMATS =
            List.of(ResultFormat.DICOM_SEG, ResultFormat.DICOM_SR, ResultFormat.RTSTRUCT);

    private DicomAgainstAnalysis() {}

    /** Series, by default the phantom's. */
    public static void main(String[] arguments) throws IOException {
        Path series =
                Path.of(arguments.length > 0 && !arguments[0].isEmpty() ? arguments[0] : "test-data/phantom_dicom");
        Map<ResultFormat, double[]> shares = new EnumMap<>(ResultFormat.class);
        FORMATS.forEach(format -> shares.put(format, new double[ROUNDS]));
        try (AnalysisModels models =
                ChosenModels.find(Optional.empty(), Optional.empty()).open(Optional.of(Device.CPU), 1, Progress.NONE)) {
            for (int round = -WARM; round < ROUNDS; round++) {
                round(models, series, Math.max(0, round), shares);
            }
        }
        shares.forEach((format, values) -> {
            Arrays.sort(values);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.3f of the analysis, the median of %d (%.3f to %.3f)%n",
                    format,
                    values[ROUNDS / 2],
                    ROUNDS,
                    values[0],
                    values[ROUNDS - 1]);
        });
    }

    private static void round(AnalysisModels models, Path series, int at, Map<ResultFormat, double[]> shares)
            throws IOException {
        Path output = Files.createTempDirectory("dicom-against-analysis");
        Case item = new Case("case", series, new ReadOptions(Optional.empty(), false));
        CaseSettings settings = CaseSettings.of(
                AnalysisChoices.NONE.resolvedFor(models.segmenter().description()));
        CaseRunner runner = new CaseRunner(models, settings, output);
        double start = cpu();
        LoadedImage image = runner.read(item);
        LesionAnalysis analysis = (LesionAnalysis) runner.analyze(item, image, Progress.NONE);
        double analysed = cpu() - start;
        ResultMaps maps = maps(models, image, analysis);
        for (ResultFormat format : FORMATS) {
            double before = cpu();
            for (ResultFile file : format.files(maps)) {
                file.content().write(output.resolve(file.name()));
            }
            shares.get(format)[at] = (cpu() - before) / analysed;
        }
        System.out.printf(
                Locale.ROOT,
                "analysis %.2f s, segmentation of %.1f MB%n",
                analysed,
                Files.size(output.resolve("segmentation.dcm")) / 1e6);
        Removal.of(output);
    }

    private static ResultMaps maps(AnalysisModels models, LoadedImage image, LesionAnalysis analysis) {
        LabelMap labels = columns(image.volume().geometry());
        LesionAnalysis ten = new LesionAnalysis(
                Optional.empty(),
                labels,
                LesionMeasurements.measure(labels, Optional.empty(), Optional.empty()).stream()
                        .map(Finding::unclassified)
                        .toList(),
                Optional.empty(),
                List.of(),
                analysis.settings(),
                Map.of());
        return new ResultMaps(
                ten,
                models.segmenter().description().labels(),
                Optional.of(DicomOrigin.of(image.first().series().orElseThrow(), models, ten, DicomChoices.USUAL)));
    }

    /** Ten round columns through all slices. */
    private static LabelMap columns(VolumeGeometry grid) {
        LabelMap labels = LabelMap.allocate(grid);
        double step = grid.size(0) / 5.0;
        Cursor<UnsignedShortType> voxel = Views.flatIterable(labels.voxels()).localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            double x = voxel.getDoublePosition(0) / step;
            double y = voxel.getDoublePosition(1) * 2 / grid.size(1);
            double far = Math.hypot(x - Math.floor(x) - 0.5, y - Math.floor(y) - 0.5);
            int number = (int) x + 5 * (int) y + 1;
            voxel.get().set(far < 0.35 && number <= LESIONS ? number : 0);
        }
        return labels;
    }

    private static double cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
