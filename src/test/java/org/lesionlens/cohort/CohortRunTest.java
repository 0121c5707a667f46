package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cli.TinyImages;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.Progress;

/** What every door may rely on. */
class CohortRunTest {
    @TempDir
    private Path folder;

    private final List<Path> images = new ArrayList<>();

    @BeforeEach
    void fill() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            images.add(TinyImages.ramp(folder.resolve("in").resolve(name + ".png")));
        }
    }

    /** Writes down what it is told, and ends the run after so many cases. */
    private static final class Told implements CohortListener {
        private final List<String> events = Collections.synchronizedList(new ArrayList<>());
        private final int most;
        private final AtomicInteger ended = new AtomicInteger();

        Told(int most) {
            this.most = most;
        }

        @Override
        public boolean isCancelled() {
            return ended.get() >= most;
        }

        @Override
        public Progress opening() {
            events.add("opening");
            return Progress.NONE;
        }

        @Override
        public void begun(List<CaseOutcome> done, int open) {
            events.add(done.size() + " done, " + open + " open");
        }

        @Override
        public Progress begun(Case item, List<String> warnings) {
            events.add("begun " + item.name());
            return Progress.NONE;
        }

        @Override
        public void analyzed(Case item, Analysis analysis) {
            events.add("analyzed " + item.name());
        }

        @Override
        public void ended(CaseOutcome outcome) {
            events.add("ended " + outcome.name());
            ended.incrementAndGet();
        }

        @Override
        public void close() {
            events.add("closed");
        }
    }

    private CohortPlan plan(boolean journal) throws IOException {
        Path model = TinyModel.good(folder.resolve("models"), "good");
        ChosenModels models = ChosenModels.find(Optional.of(model.toString()), Optional.of(ChosenModels.NONE));
        return new CohortPlan(
                Cohort.ofInputs(
                        images.stream().map(Path::toString).toList(),
                        InputReading.of(new ReadOptions(Optional.empty(), false))),
                folder.resolve("out"),
                new CohortPlan.Networks(models, Optional.of(Device.CPU), 1),
                CaseSettings.of(AnalysisChoices.NONE.resolvedFor(models.segmenter())),
                new CohortPlan.Handling(Engine.LOCAL, CohortPlan.Handling.NO_LIMIT, false, journal));
    }

    private List<String> written() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("out"))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void withoutJournalTheCasesAreDoneOneAfterTheOtherAndOnlyTheirFoldersAreWritten() throws IOException {
        Files.writeString(images.get(1), "no image");
        Told told = new Told(9);
        List<CaseOutcome> outcomes = CohortRun.start(plan(false), told);
        assertThat(outcomes).extracting(CaseOutcome::isDone).containsExactly(true, false, true);
        assertThat(told.events)
                .containsExactly(
                        "opening",
                        "0 done, 3 open",
                        "begun a",
                        "analyzed a",
                        "ended a",
                        "ended b",
                        "begun c",
                        "analyzed c",
                        "ended c",
                        "closed");
        assertThat(written()).containsExactly("a", "c");
    }

    @Test
    void aListenerEndsARunWhichGoesOnLater() throws IOException {
        CohortPlan plan = plan(true);
        Told impatient = new Told(1);
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> CohortRun.start(plan, impatient));
        assertThat(impatient.events).contains("ended a").endsWith("closed");
        assertThat(written())
                .contains("a", "cases.csv", "journal.jsonl", "lesions.csv")
                .doesNotContain("c");
        Told told = new Told(9);
        assertThat(CohortRun.start(plan, told)).allMatch(CaseOutcome::isDone);
        assertThat(told.events)
                .contains("ended c")
                .doesNotContain("begun a")
                .anyMatch(event -> event.matches("[12] done, [12] open"));
        assertThat(written()).contains("a", "b", "c", "report.html");
    }
}
