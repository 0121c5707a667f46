package org.lesionlens.fiji;

import ij.IJ;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.ReviewTables;
import org.lesionlens.fiji.command.CommandDialog;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.review.ReviewWindow;
import org.lesionlens.fiji.review.ReviewedFolder;
import org.lesionlens.followup.PriorExaminations;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.review.CaseForReview;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.ReviewedCohort;
import org.lesionlens.review.TrainingExport;
import org.lesionlens.review.Verdict;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Goes through the results of a batch case by case: what needs a look first, with a verdict and a comment on each. */
@Plugin(type = Command.class, label = "Review Cohort...", visible = false, headless = true)
public final class ReviewCohortCommand extends LesionCommand {
    @Parameter(label = "Folder of results", style = "directory", persist = false)
    private File results;

    @Parameter(
            label = "Images (the folder or table that was analysed)",
            style = CommandDialog.FILE_OR_FOLDER,
            required = false,
            persist = false)
    private File input;

    @Parameter(label = "Dates of patients (a table as followup takes it)", required = false, persist = false)
    private File dates;

    @Parameter(label = "Reviewer (a name of your choice)", persist = false)
    private String reviewer = "";

    @Parameter(label = "Accept (cases, separated by ;)", required = false, persist = false)
    private String accept;

    @Parameter(label = "Reject (cases, separated by ;)", required = false, persist = false)
    private String reject;

    @Parameter(label = "Flag (cases, separated by ;)", required = false, persist = false)
    private String flag;

    @Parameter(label = "Comment on these cases", required = false, persist = false)
    private String comment;

    @Parameter(label = "Whose verdicts count (a reviewer, or latest)", required = false, persist = false)
    private String whose;

    @Parameter(label = "Export for training (a new folder)", style = "directory", required = false, persist = false)
    private File export;

    @Parameter(label = "Export changed cases only", required = false, persist = false)
    private boolean changed;

    @Override
    protected boolean isAsked(String key) {
        return List.of("results", "input", "dates", "reviewer").contains(key);
    }

    private Map<String, Verdict> verdicts() {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        add(verdicts, accept, Verdict.ACCEPTED);
        add(verdicts, reject, Verdict.REJECTED);
        add(verdicts, flag, Verdict.FLAGGED);
        return verdicts;
    }

    private static void add(Map<String, Verdict> verdicts, String names, Verdict verdict) {
        Arrays.stream(names == null ? new String[0] : names.split(";"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(name -> {
                    if (verdicts.put(name, verdict) != null) {
                        throw new UsageException(
                                "the case " + name + " stands in two of accept, reject and flag: give it one verdict");
                    }
                });
    }

    @Override
    protected void requireFit() throws IOException {
        CohortReview.requireFit(results.toPath(), reviewer, verdicts().keySet());
        if (isGiven(input) && !input.exists()) {
            throw new UsageException(input + " is not there: choose the folder or table of images that was analysed");
        }
        if (isGiven(dates)) {
            dates(Map.of());
        }
    }

    @Override
    protected List<Result> compute() throws IOException {
        Map<String, Verdict> verdicts = verdicts();
        boolean isMacro = !verdicts.isEmpty() || isGiven(export);
        if (GraphicsEnvironment.isHeadless() && !isMacro) {
            throw new UserMessageException(
                    "Review Cohort... is a window and there is no screen: say what you think of cases"
                            + " with accept, reject or flag, or export what was accepted");
        }
        Map<String, Case> images = images(); // nothing is written before they are found
        Optional<PriorExaminations> priors = isMacro ? Optional.empty() : dates(images);
        CohortReview review = CohortReview.open(results.toPath(), reviewer);
        Map<CaseForReview, Verdict> judged = judged(review, verdicts);
        if (whose != null && !whose.isBlank()) {
            review.count(whose);
        }
        if (isMacro) {
            say(review, judged);
            ReviewTables.write(review);
            return isGiven(export) ? export(review, images) : List.of();
        }
        ReviewedFolder folder = ReviewedFolder.read(review, images, priors);
        return List.of(() -> EventQueue.invokeLater(() -> open(folder)));
    }

    /** All of them are found, and can be accepted where they are to be, before anything is written. */
    private static Map<CaseForReview, Verdict> judged(CohortReview review, Map<String, Verdict> verdicts)
            throws IOException {
        Map<CaseForReview, Verdict> found = new LinkedHashMap<>();
        for (Map.Entry<String, Verdict> said : verdicts.entrySet()) {
            CaseForReview item = review.find(said.getKey());
            if (said.getValue() == Verdict.ACCEPTED) {
                review.requireAcceptable(item);
            }
            found.put(item, said.getValue());
        }
        return found;
    }

    private void say(CohortReview review, Map<CaseForReview, Verdict> judged) throws IOException {
        for (Map.Entry<CaseForReview, Verdict> said : judged.entrySet()) {
            String words = comment == null ? "" : comment;
            if (said.getValue() == Verdict.ACCEPTED) {
                review.accept(said.getKey(), words);
            } else {
                review.say(said.getKey(), said.getValue(), words);
            }
        }
    }

    private static boolean isGiven(File file) {
        return file != null && !file.getPath().isBlank();
    }

    private List<Result> export(CohortReview review, Map<String, Case> images) throws IOException {
        ReviewedCohort cohort = ReviewedCohort.read(review, review.whose());
        List<String> told = TrainingExport.write(cohort, changed, images, export.toPath());
        return List.of(() -> told.forEach(sentence -> IJ.log("LesionLens: " + sentence)));
    }

    /** On the event thread, where nobody else would tell what is wrong. */
    private static void open(ReviewedFolder folder) {
        try {
            ReviewWindow.open(folder);
        } catch (RuntimeException e) {
            IJ.error("Review Cohort...", Failure.sentence(e));
        }
    }

    /** The cases by name, as Batch calls them, read as they were when they were analysed. */
    private Map<String, Case> images() throws IOException {
        if (!isGiven(input)) {
            return Map.of();
        }
        Path folder = results.toPath();
        return Cohort.analysed(input.toPath(), folder, reading(), CohortReview.done(folder));
    }

    private InputReading reading() throws IOException {
        ReadOptions options = new ReadOptions(Optional.empty(), false);
        Path folder = results.toPath();
        List<String> done = CohortReview.done(folder);
        List<String> channels = done.isEmpty() ? List.of() : CohortReview.channels(folder.resolve(done.get(0)));
        return channels.isEmpty() ? InputReading.of(options) : new InputReading(channels, options, Map.of());
    }

    /** A table that the user names must be one; another one is taken as far as it is. */
    private Optional<PriorExaminations> dates(Map<String, Case> images) throws IOException {
        if (isGiven(dates)) {
            return Optional.of(PriorExaminations.read(dates.toPath(), reading(), images));
        }
        Optional<Path> analysed = isGiven(input) ? Optional.of(input.toPath()) : Optional.empty();
        Optional<Path> found = PriorExaminations.table(results.toPath(), analysed);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PriorExaminations.read(found.get(), reading(), images));
        } catch (IOException | UserMessageException e) {
            IJ.log("Review Cohort...: no earlier examinations beside the cases: " + Failure.sentence(e));
            return Optional.empty();
        }
    }
}
