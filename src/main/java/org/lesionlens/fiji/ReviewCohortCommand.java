package org.lesionlens.fiji;

import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.fiji.command.CommandDialog;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.review.ReviewWindow;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.review.CohortReview;
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

    @Override
    protected boolean isAsked(String key) {
        return List.of("results", "input", "reviewer").contains(key);
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
        CohortReview.open(results.toPath(), reviewer).close();
        images();
        verdicts();
    }

    @Override
    protected List<Result> compute() throws IOException {
        CohortReview review = CohortReview.open(results.toPath(), reviewer);
        Map<String, Verdict> verdicts = verdicts();
        if (!verdicts.isEmpty()) {
            try (review) {
                for (Map.Entry<String, Verdict> said : verdicts.entrySet()) {
                    review.say(said.getKey(), said.getValue(), comment == null ? "" : comment);
                }
            }
            return List.of();
        }
        if (GraphicsEnvironment.isHeadless()) {
            review.close();
            throw new UserMessageException(
                    "Review Cohort... is a window and there is no screen: say what you think of cases"
                            + " with accept, reject or flag");
        }
        Map<String, Case> images = images();
        return List.of(() -> EventQueue.invokeLater(() -> open(review, images)));
    }

    private static void open(CohortReview review, Map<String, Case> images) {
        try {
            ReviewWindow.open(review, images);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases by name, as Batch calls them. */
    private Map<String, Case> images() throws IOException {
        Map<String, Case> images = new HashMap<>();
        if (input != null && !input.getPath().isBlank()) {
            Path given = input.toPath();
            InputReading reading = InputReading.of(new ReadOptions(Optional.empty(), false));
            Cohort.of(given, results.toPath(), reading, List.of(), List.of())
                    .cases()
                    .forEach(item -> images.put(item.name(), item));
        }
        return images;
    }
}
