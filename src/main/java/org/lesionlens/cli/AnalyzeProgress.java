package org.lesionlens.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseSummary;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.cohort.CohortListener;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.volume.Progress;

/** What {@code analyze} says of its cases, which are done one after the other: warnings, stages, then a line a case. */
final class AnalyzeProgress implements CohortListener {
    private final Path output;
    private final PrintWriter out;
    private final PrintWriter err;
    private TerminalProgress progress;
    private String summary = "";
    private Optional<String> taken = Optional.empty();

    /** @param output folder of the cases' folders */
    AnalyzeProgress(Path output, PrintWriter out, PrintWriter err) {
        this.output = output;
        this.out = out;
        this.err = err;
    }

    @Override
    public boolean isCancelled() {
        return Interruption.isRequested();
    }

    @Override
    public Progress opening() {
        return Interruption.PROGRESS;
    }

    /** Which model is taken where none is named; said as soon as a case's voxels are not against it. */
    synchronized void taken(String sentence) {
        taken = Optional.of(sentence);
    }

    /** Once. */
    synchronized void sayTaken() {
        taken.ifPresent(this::note);
        taken = Optional.empty();
    }

    @Override
    public synchronized Progress begun(Case item, List<String> warnings) {
        sayTaken();
        warnings.forEach(warning -> note(item.name() + ": " + warning));
        progress = new TerminalProgress(item.name(), err);
        return progress;
    }

    @Override
    public synchronized void analyzed(Case item, Analysis analysis) {
        close();
        analysis.warnings().forEach(warning -> note(item.name() + ": " + warning));
        summary = CaseSummary.of(item, analysis, output);
    }

    @Override
    public synchronized void ended(CaseOutcome outcome) {
        close();
        if (outcome.isDone()) {
            out.println(summary + (outcome.sent() > 0 ? ", stored: " + outcome.sent() : ""));
            out.flush();
            if (outcome.isUnsent()) {
                note(outcome.name() + ": " + outcome.note()
                        + " (the results in the folder are whole: send them with another"
                        + " program, or analyze again with --overwrite)");
            }
        } else {
            note(outcome.error());
        }
    }

    @Override
    public synchronized void note(String sentence) {
        err.println("lesionlens: " + sentence);
        err.flush();
    }

    @Override
    public synchronized void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
