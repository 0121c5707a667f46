package org.lesionlens.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseName;
import org.lesionlens.cases.CaseRunner;
import org.lesionlens.cases.CaseSummary;
import org.lesionlens.cases.DiskFull;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Segment, label, classify, measure: a folder of results for each input. */
@Command(
        name = "analyze",
        description = "Finds, classifies and measures lesions; writes DIR/CASE for each INPUT.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AnalyzeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "INPUT",
            arity = "1..*",
            description =
                    "NIfTI, NRRD or MetaImage file, DICOM file or folder, PNG, JPEG or TIFF image, or a zip or tar.gz of one")
    private List<Path> inputs;

    @Mixin
    private CaseOptions options;

    @Mixin
    private AnalysisOptions analysis;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        AnalysisChoices choices = analysis.choices();
        List<Case> cases = cases();
        CaseFolder.requireWritable(options.output());
        try (AnalysisModels models = options.openModels(err())) {
            AnalysisSettings settings = choices.resolvedFor(models.segmenter().description());
            return run(cases, new CaseRunner(models, settings, options.output(), options.overwrite()));
        }
    }

    private int run(List<Case> cases, CaseRunner runner) {
        int failed = 0;
        boolean choose = false;
        for (Case examination : cases) {
            try {
                out().println(CaseSummary.of(examination, run(examination, runner), options.output()));
                out().flush();
            } catch (CancellationException e) {
                throw e;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                failed++;
                choose |= ErrorLine.print(err(), e, options.output()) == ExitCode.USAGE;
                if (DiskFull.is(e)) {
                    failed = cases.size() - cases.indexOf(examination) + failed - 1;
                    break;
                }
            }
        }
        return choose && failed == cases.size() ? ExitCode.USAGE : ExitCode.of(failed, cases.size());
    }

    private LesionAnalysis run(Case examination, CaseRunner runner) throws IOException {
        try (TerminalProgress progress = new TerminalProgress(examination.name(), err())) {
            return runner.run(
                    examination,
                    progress,
                    warning -> err().println("lesionlens: " + examination.name() + ": " + warning));
        }
    }

    /** All cases, if every one has a name and a place of its own. */
    private List<Case> cases() throws IOException {
        CaseFolder.requireFolder(options.output());
        List<Case> cases = new ArrayList<>();
        List<Path> real = CaseFolder.realPaths(inputs);
        Set<String> names = new HashSet<>();
        for (Path input : inputs) {
            String name = CaseName.of(VolumeFiles.caseName(input), input);
            if (!names.add(CaseName.key(name))) {
                throw new UsageException("two inputs are called " + name
                        + " and would have the same folder of results: analyze them one by one into different folders");
            }
            CaseFolder.requireFree(options.output().resolve(name), options.overwrite(), real);
            cases.add(new Case(name, input, options.reading()));
        }
        return cases;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
