package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.lesionlens.cases.ClassScore;
import org.lesionlens.cases.ComparedPair;
import org.lesionlens.cases.ReferencePair;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.MetricsSummary;
import org.lesionlens.metric.VoxelAgreement;
import org.lesionlens.volume.UsageException;
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
    private static final Table<Compared> TABLE = new Table<>(
            Column.text("case", row -> row.pair().pair().name()),
            figure("dice", "", CaseAgreement::dice),
            figure("iou", "", CaseAgreement::iou),
            figure("hd95", "mm or pixels", CaseAgreement::hd95),
            figure("lesions", "", c -> c.lesions().references().size()),
            figure("predicted", "", c -> c.lesions().predictions().size()),
            figure("found", "", c -> c.lesions().found()),
            figure("invented", "", c -> c.lesions().invented()),
            figure("matched", "", c -> c.lesions().matched(0.1)),
            figure("volume_ref", "mm3 or pixels", c -> size(c, VoxelAgreement::referenceSize)),
            figure("volume_pred", "mm3 or pixels", c -> size(c, VoxelAgreement::predictionSize)),
            Column.text(
                    "class_ref",
                    row -> row.kinds().map(ClassScore.Pair::expected).orElse("")),
            Column.text(
                    "class_pred",
                    row -> row.kinds().map(ClassScore.Pair::predicted).orElse("")),
            Column.text("note", row -> row.pair().note()));

    @Parameters(
            index = "0",
            paramLabel = "PREDICTIONS",
            description = "folder with CASE/mask.nii.gz, CASE/mask.png, CASE.nii.gz, CASE.png or CASE.dcm (DICOM SEG,"
                    + " RTSTRUCT)")
    private Path predictions;

    @Parameters(
            index = "1",
            paramLabel = "REFERENCES",
            description =
                    "folder with CASE.nii.gz, CASE_mask.nii.gz, CASE.png, CASE.tif, or CASE.dcm or CASE/ (DICOM SEG,"
                            + " RTSTRUCT)")
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
        requireWritable(output);
        requireMinimum();
        ClassScore score = classes == null ? ClassScore.none() : ClassScore.read(classes);
        List<Compared> rows = new ArrayList<>();
        List<ComparedPair> compared = new ArrayList<>();
        for (ReferencePair pair : ReferencePair.in(predictions, references, this::note)) {
            ComparedPair comparison =
                    ComparedPair.of(pair, minimumLesion, output.toAbsolutePath().getParent());
            tell(comparison);
            compared.add(comparison);
            rows.add(new Compared(comparison, score.add(pair)));
        }
        List<ComparedPair> failed = compared.stream()
                .filter(comparison -> comparison.metrics().isEmpty())
                .toList();
        if (failed.size() < compared.size()) {
            TABLE.write(output, rows);
            summarise(compared, failed, score);
        }
        return ExitCode.of(failed.size(), compared.size());
    }

    private void note(String sentence) {
        spec.commandLine().getErr().println("lesionlens: " + sentence);
    }

    /** What is odd about a pair, at once: reading many takes a while. */
    private void tell(ComparedPair comparison) {
        if (!comparison.note().isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("lesionlens: " + comparison.pair().name() + ": "
                    + (comparison.metrics().isEmpty() ? "not compared: " : "") + comparison.note());
            err.flush();
        }
    }

    private void summarise(List<ComparedPair> compared, List<ComparedPair> failed, ClassScore score) {
        List<CaseAgreement> metrics = compared.stream()
                .flatMap(comparison -> comparison.metrics().stream())
                .toList();
        int missing = (int) compared.stream()
                .filter(comparison -> comparison.metrics().isPresent()
                        && comparison.pair().prediction().isEmpty())
                .count();
        PrintWriter out = spec.commandLine().getOut();
        out.println(MetricsSummary.of(metrics, missing).line());
        if (!failed.isEmpty()) {
            out.println("not compared, and in none of these figures: " + failed.size() + " ("
                    + failed.stream()
                            .map(comparison -> comparison.pair().name())
                            .collect(Collectors.joining(", ")) + ")");
        }
        score.lines().forEach(out::println);
        out.flush();
    }

    private static void requireFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + " is not a folder: name one that holds masks");
        }
    }

    private void requireMinimum() {
        if (!(minimumLesion >= 0 && Double.isFinite(minimumLesion))) {
            throw new UsageException("--min-lesion is " + minimumLesion + " but must be finite and at least 0");
        }
    }

    /** Before the work; the folders above the table are made when it is written. */
    private static void requireWritable(Path table) {
        if (Files.isDirectory(table)) {
            throw new UsageException(
                    table + " is a folder: name a file for the table, as in " + table.resolve("scores.csv"));
        }
        Path above = table.toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        if (above == null || !Files.isDirectory(above)) {
            throw new UsageException(table + " cannot be written: " + above + " is no folder; name a file in a folder");
        }
        if (!Files.isWritable(above)) {
            throw new UsageException(table + " cannot be written: nothing may be put into " + above
                    + "; ask for the right, or choose another folder");
        }
    }

    private static double size(CaseAgreement agreement, ToDoubleFunction<VoxelAgreement> side) {
        return side.applyAsDouble(agreement.voxels().orElseThrow());
    }

    private record Compared(ComparedPair pair, Optional<ClassScore.Pair> kinds) {}

    /** Of a pair that cannot be compared it is unknown. */
    private static Column<Compared> figure(String name, String unit, ToDoubleFunction<CaseAgreement> figure) {
        return Column.number(
                name,
                unit,
                row -> row.pair().metrics().map(figure::applyAsDouble).orElse(Double.NaN));
    }
}
