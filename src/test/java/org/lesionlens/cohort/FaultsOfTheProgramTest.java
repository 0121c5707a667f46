package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.FaultFile;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cli.TinyImages;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Progress;

/** A case that fails because of a fault of the program is not called unsuitable. */
class FaultsOfTheProgramTest {
    @TempDir
    private Path folder;

    /** Asked within an analysis whether to go on it makes a mistake, as often as is said. */
    private static final class Faulty implements CohortListener {
        private int left = 1;

        @Override
        public boolean isCancelled() {
            boolean isInAnalysis = StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().equals(LesionPipeline.class.getName())));
            if (isInAnalysis && left-- > 0) {
                throw new IllegalArgumentException("side is -1 but must be at least 1");
            }
            return false;
        }

        @Override
        public Progress opening() {
            return Progress.NONE;
        }
    }

    @Test
    void aMistakeInsideAnAnalysisIsInternalAndItsStackTraceLiesBesideTheJournal() throws IOException {
        Path output = folder.resolve("out");
        Path image = TinyImages.ramp(folder.resolve("a.png"));
        List<Path> images = List.of(image, Files.copy(image, folder.resolve("b.png")));
        ReadOptions reading = new ReadOptions(Optional.empty(), false);
        Path model = TinyModel.good(folder.resolve("models"), "good");
        ChosenModels models = ChosenModels.find(Optional.of(model.toString()), Optional.of(ChosenModels.NONE));
        List<CaseOutcome> outcomes = CohortRun.start(
                new CohortPlan(
                        Cohort.ofInputs(images.stream().map(Path::toString).toList(), InputReading.of(reading)),
                        output,
                        new CohortPlan.Networks(models, Optional.of(Device.CPU), 1),
                        CaseSettings.of(AnalysisChoices.NONE.resolvedFor(models.segmenter())),
                        new CohortPlan.Handling(Engine.LOCAL, Duration.ofMinutes(5), false, true)),
                new Faulty());
        assertThat(outcomes).extracting(CaseOutcome::errorClass).containsExactly("internal", "");
        assertThat(outcomes.get(0).error())
                .startsWith("internal error (IllegalArgumentException), a fault of the program")
                .contains("stack trace")
                .endsWith("out/" + FaultFile.NAME);
        assertThat(Files.readString(output.resolve(FaultFile.NAME)))
                .contains("java.lang.IllegalArgumentException: side is -1 but must be at least 1")
                .contains("    at org.lesionlens.pipeline.LesionPipeline.");
    }
}
