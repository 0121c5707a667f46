package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.lesionlens.evaluation.CasesTable;
import org.lesionlens.evaluation.ComparisonTable;
import org.lesionlens.evaluation.Evaluation;
import org.lesionlens.evaluation.EvaluationReport;
import org.lesionlens.evaluation.EvaluationRequest;
import org.lesionlens.evaluation.EvaluationText;
import org.lesionlens.evaluation.Evaluator;
import org.lesionlens.evaluation.KindLabel;
import org.lesionlens.evaluation.NamePatterns;
import org.lesionlens.evaluation.Pairing;
import org.lesionlens.evaluation.PlacedPattern;
import org.lesionlens.evaluation.SummaryTable;
import org.lesionlens.metric.Bootstrap;
import org.lesionlens.metric.Comparison;
import org.lesionlens.metric.HitRule;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Predictions against references: figures per case as CSV, their summary with intervals, classes, two predictions. */
@Command(
        name = "evaluate",
        description =
                "Compares masks with references: overlap, distances, lesions, detection, classes; with intervals.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
    private static final String TABLE_END = ".csv";

    @Parameters(
            index = "0",
            paramLabel = "PREDICTIONS",
            description =
                    "folder with CASE/mask.nii.gz, CASE_mask.nii.gz or CASE.nii.gz (or .nii, .nrrd, .png, .tif), or"
                            + " CASE.dcm (DICOM SEG, RTSTRUCT), or with CASE/boxes.csv of a detector; or a CSV table of boxes with"
                            + " scores")
    private Path predictions;

    @Parameters(
            index = "1",
            paramLabel = "REFERENCES",
            description =
                    "folder with CASE_mask.nii.gz or CASE.nii.gz (or .nii, .nrrd, .png, .tif), or CASE.dcm or CASE/ (DICOM"
                            + " SEG, RTSTRUCT); or a CSV table of boxes")
    private Path references;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE.csv",
            description = "table, a row a case; FILE-summary.csv is written beside it")
    private Path output;

    @Option(
            names = "--names",
            paramLabel = "PATTERNS",
            description = "how files are called: {case}_seg.nii.gz={case}_gt.nii.gz, prediction first; * is anything")
    private String names;

    @Option(
            names = "--labels",
            paramLabel = "VALUES",
            description = "masks whose values are kinds of lesions: 1,2,3 or 1=haemorrhage,2=exudate")
    private String labels;

    @Option(
            names = "--min-lesion",
            paramLabel = "MM3",
            defaultValue = "0",
            description = "smallest lesion that counts, in mm3 (pixels of a plain image)")
    private double minimumLesion;

    @Option(
            names = "--tolerance",
            paramLabel = "MM",
            split = ",",
            defaultValue = "1,2",
            description = "tolerances of the surface Dice, in mm (pixels of a plain image)")
    private Double[] tolerances;

    @Option(
            names = "--hit",
            paramLabel = "RULE",
            description =
                    "of boxes, for free-response ROC: overlap:0.5 (an intersection over union) or centre:2 (the middle in"
                            + " a box grown by so many pixels); without it that of the model that drew the boxes, else"
                            + " overlap:0.5")
    private String hit;

    @Option(
            names = "--classes",
            paramLabel = "FILE.csv",
            description = "reference table with the columns case (or id) and class (or tumour)")
    private Path classes;

    @Option(
            names = "--cases",
            paramLabel = "FILE.csv",
            description = "table with the columns case (or id) and patient (or group): intervals are by patient")
    private Path cases;

    @Option(names = "--compare", paramLabel = "DIR", description = "other predictions of the same cases")
    private Path other;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "24",
            description = "of the draws that make the intervals")
    private long seed;

    @Option(names = "--report", paramLabel = "DIR", description = "folder for report.html and its charts as SVG")
    private Path report;

    @Option(
            names = "--images",
            paramLabel = "PATTERN",
            description = "images of the cases, for pictures in the report, as in images/{case}.png")
    private String images;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requirePredictions(predictions);
        if (!Pairing.isTable(references)) {
            requireFolder(references);
        }
        if (other != null) {
            requirePredictions(other);
        }
        EvaluationFiles files = new EvaluationFiles(output, other != null, Optional.ofNullable(report));
        files.requireRoom(Stream.of(classes, cases, references, predictions, other)
                .filter(each -> each != null && !Files.isDirectory(each)));
        Evaluation evaluation = Evaluator.evaluate(request(), this::tell);
        if (!evaluation.cases().isEmpty()) {
            write(evaluation, files);
            if (report != null) {
                EvaluationReport.write(report, evaluation, this::tell);
            }
            PrintWriter out = spec.commandLine().getOut();
            EvaluationText.lines(evaluation).forEach(out::println);
            out.flush();
        }
        return ExitCode.of(evaluation.refused().size(), evaluation.order().size());
    }

    private EvaluationRequest request() {
        return new EvaluationRequest(
                predictions,
                references,
                Optional.ofNullable(other),
                Optional.ofNullable(names).map(NamePatterns::parse),
                labels == null ? List.of() : KindLabel.parse(labels),
                new Comparison(minimum(), tolerances(), Optional.ofNullable(hit).map(HitRule::parse)),
                new Bootstrap(Bootstrap.USUAL.draws(), Bootstrap.USUAL.level(), seed),
                new EvaluationRequest.Tables(
                        Optional.ofNullable(classes),
                        Optional.ofNullable(cases),
                        Optional.ofNullable(images).map(PlacedPattern::parse)),
                output.toAbsolutePath().getParent());
    }

    private static void write(Evaluation evaluation, EvaluationFiles files) throws IOException {
        CasesTable.write(files.table(), evaluation);
        SummaryTable.write(files.summary(), evaluation);
        if (evaluation.comparison().isPresent()) {
            ComparisonTable.write(files.comparison(), evaluation.comparison().get());
        }
        files.deleteOld();
    }

    private void tell(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("lesionlens: " + sentence);
        err.flush();
    }

    private static void requirePredictions(Path place) {
        if (!Pairing.isTable(place)) {
            requireFolder(place);
        } else if (!place.toString().endsWith(TABLE_END)) {
            throw new UsageException(
                    place + " is neither a folder nor a CSV table: name a folder of results, or a table of boxes");
        }
    }

    private static void requireFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + " is not a folder: name one that holds masks");
        }
    }

    private double minimum() {
        if (!(minimumLesion >= 0 && Double.isFinite(minimumLesion))) {
            throw new UsageException("--min-lesion is " + minimumLesion + " but must be finite and at least 0");
        }
        return minimumLesion;
    }

    private List<Double> tolerances() {
        List<Double> all = Arrays.asList(tolerances);
        if (!all.stream().allMatch(each -> each >= 0 && Double.isFinite(each))
                || all.stream().distinct().count() < all.size()) {
            throw new UsageException(
                    "--tolerance is " + all + " but must be finite, at least 0, and each named once, as in 1,2");
        }
        return all;
    }
}
