package org.lesionlens.fiji;

import ij.IJ;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.DiskFull;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortListener;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.fiji.image.LesionTable;
import org.lesionlens.fiji.result.BatchCases;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.volume.Progress;

/** How far a batch is: in the window and the status bar, in the log what failed, and a row a case in a table. */
final class BatchProgress implements CohortListener {
    private static final Table<Map.Entry<String, String>> TABLE =
            new Table<>(Column.text("case", Map.Entry::getKey), Column.text("status", Map.Entry::getValue));

    private final Path output;
    private final ProgressWindow window;
    private final Progress opening;
    private final int total;

    /** By case, in the order of the cohort; empty while it is pending. */
    private final Map<String, String> states = new LinkedHashMap<>();

    private int begun;

    /** @param output folder of the results, where {@link RunFiles#STATUS} lies */
    BatchProgress(Cohort cohort, Path output, ProgressWindow window) {
        cohort.cases().forEach(item -> states.put(item.name(), ""));
        this.output = output;
        this.window = window;
        this.opening = new StatusProgress(window, "Loading the model: ");
        this.total = states.size();
    }

    @Override
    public boolean isCancelled() {
        return opening.isCancelled();
    }

    @Override
    public Progress opening() {
        return opening;
    }

    @Override
    public synchronized void begun(List<CaseOutcome> done, int open) throws IOException {
        done.forEach(outcome -> states.put(outcome.name(), "skipped: has results"));
        begun = done.size();
        write();
    }

    @Override
    public synchronized Progress begun(Case item, List<String> warnings) {
        warnings.forEach(warning -> IJ.log(item.name() + ": " + warning));
        begun++;
        return new StatusProgress(window, begun + " of " + total + ", " + item.name() + ": ");
    }

    @Override
    public synchronized void analyzed(Case item, Analysis analysis) {
        analysis.warnings().forEach(warning -> IJ.log(item.name() + ": " + warning));
    }

    @Override
    public synchronized void ended(CaseOutcome outcome) throws IOException {
        if (outcome.isFailed()) {
            note(outcome.name() + ": " + outcome.error());
        }
        states.put(outcome.name(), BatchCases.state(outcome));
        write();
    }

    /** How many cases are done, those that were so before too, and how many failed. */
    static String ending(List<CaseOutcome> outcomes) {
        long failed = outcomes.stream().filter(CaseOutcome::isFailed).count();
        return outcomes.stream().filter(CaseOutcome::isDone).count() + " done, " + failed + " failed";
    }

    /** What is wrong if all cases failed, or the disk was full before the last one; else empty. */
    static Optional<String> failure(List<CaseOutcome> outcomes) {
        CaseOutcome last = outcomes.get(outcomes.size() - 1);
        if (outcomes.stream().allMatch(CaseOutcome::isFailed)) {
            return Optional.of("none of the " + outcomes.size() + " cases could be analysed, the last one " + "failed: "
                    + last.error() + " (all in " + RunFiles.STATUS + ")");
        }
        boolean isFull = outcomes.stream().anyMatch(outcome -> !outcome.isDone() && !outcome.isFailed());
        return isFull ? Optional.of(DiskFull.SENTENCE) : Optional.empty();
    }

    /** The lesions of all cases, also of those that were done before. */
    static ResultsTable lesions(List<CaseOutcome> outcomes) {
        ResultsTable lesions = LesionTable.ofCases();
        outcomes.forEach(outcome -> outcome.findings().forEach(row -> LesionTable.add(lesions, row)));
        return lesions;
    }

    private void write() throws IOException {
        TABLE.write(
                output.resolve(RunFiles.STATUS),
                states.entrySet().stream()
                        .filter(state -> !state.getValue().isEmpty())
                        .toList());
    }

    @Override
    public void note(String sentence) {
        IJ.log("Batch...: " + sentence);
    }

    @Override
    public void doing(String what) {
        IJ.showStatus(what);
    }
}
