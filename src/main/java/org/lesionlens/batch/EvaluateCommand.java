package org.lesionlens.batch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lesionlens.io.CsvTable;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.lesion.MetricsSummary;
import org.lesionlens.lesion.SegmentationMetrics;
import org.lesionlens.volume.LabelMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Masks against references: Dice, HD95, lesions, classes; per case as CSV and overall as lines. */
@Command(
        name = "evaluate",
        description = "Compares masks with references: Dice, HD95, lesion-wise F1, classes.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of(
            "case",
            "dice",
            "iou",
            "hd95",
            "lesions",
            "predicted",
            "found",
            "invented",
            "matched",
            "volume_ref",
            "volume_pred",
            "class_ref",
            "class_pred");

    @Parameters(
            index = "0",
            paramLabel = "PREDICTIONS",
            description = "folder with CASE/mask.nii.gz, CASE/mask.png, CASE.nii.gz or CASE.png")
    private Path predictions;

    @Parameters(
            index = "1",
            paramLabel = "REFERENCES",
            description = "folder with CASE.nii.gz, CASE_mask.nii.gz, CASE.png or CASE.tif")
    private Path references;

    @Option(names = "--output", required = true, paramLabel = "FILE.csv", description = "table, a row a case")
    private Path output;

    @Option(
            names = "--min-lesion",
            paramLabel = "MM3",
            defaultValue = "0",
            description = "smallest lesion that counts, in mm3 (pixels of a plain image)")
    private double minimumLesion;

    @Option(
            names = "--classes",
            paramLabel = "FILE.csv",
            description = "reference table with the columns case (or id) and class (or tumour)")
    private Path classes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireFolder(predictions);
        requireFolder(references);
        ClassScore score = classes == null ? ClassScore.none() : ClassScore.read(classes);
        List<List<String>> rows = new ArrayList<>();
        List<SegmentationMetrics> metrics = new ArrayList<>();
        int missing = 0;
        for (ReferencePair pair : ReferencePair.in(predictions, references)) {
            SegmentationMetrics figures = compare(pair);
            metrics.add(figures);
            missing += pair.prediction().isEmpty() ? 1 : 0;
            rows.add(row(pair, figures, score.add(pair)));
        }
        CsvTable.write(output, COLUMNS, rows);
        PrintWriter out = spec.commandLine().getOut();
        out.println(MetricsSummary.of(metrics, missing).line());
        score.lines().forEach(out::println);
        out.flush();
        return ExitCode.DONE;
    }

    private static void requireFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new Errors.UsageException(folder + " is not a folder: name one that holds masks");
        }
    }

    private SegmentationMetrics compare(ReferencePair pair) throws IOException {
        LabelMap reference = VolumeFiles.readLabels(pair.reference());
        if (pair.prediction().isEmpty()) {
            return SegmentationMetrics.withoutPrediction(reference, minimumLesion);
        }
        try {
            LabelMap prediction = VolumeFiles.readLabels(pair.prediction().get());
            return SegmentationMetrics.compare(prediction, reference, minimumLesion);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(pair.prediction().get() + ": " + e.getMessage(), e);
        }
    }

    private static List<String> row(ReferencePair pair, SegmentationMetrics m, Optional<ClassScore.Pair> kinds) {
        List<String> row = new ArrayList<>(
                List.of(pair.name(), CsvTable.number(m.dice()), CsvTable.number(m.iou()), CsvTable.number(m.hd95())));
        for (int count : new int[] {m.lesions(), m.predicted(), m.found(), m.invented(), m.matched()}) {
            row.add(Integer.toString(count));
        }
        row.add(CsvTable.number(m.volumeRef()));
        row.add(CsvTable.number(m.volumePred()));
        row.add(kinds.map(ClassScore.Pair::expected).orElse(""));
        row.add(kinds.map(ClassScore.Pair::predicted).orElse(""));
        return row;
    }
}
