package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.FaultFile;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.cli.TinyImages;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Progress;

/** A case that fails because of a fault of the program is not called unsuitable. */
class FaultsOfTheProgramTest {
    @TempDir
    private Path folder;

    /** Asked within an analysis whether to go on it makes a mistake, as often as is said. */
    private static final class Faulty implements BooleanSupplier {
        private int left = 1;

        @Override
        public boolean getAsBoolean() {
            boolean isInAnalysis = StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().equals(LesionPipeline.class.getName())));
            if (isInAnalysis && left-- > 0) {
                throw new IllegalArgumentException("side is -1 but must be at least 1");
            }
            return false;
        }
    }

    private List<Attempt> run(Path output, List<CohortCase> cases) throws IOException {
        Path model = TinyModel.good(folder.resolve("models"), "good");
        List<Attempt> attempts = new CopyOnWriteArrayList<>();
        CaseLimits limits = new CaseLimits(Duration.ofMinutes(5), MemoryBudget.ofThisProcess(), new Faulty());
        try (AnalysisModels models = ChosenModels.find(Optional.of(model.toString()), Optional.of(ChosenModels.NONE))
                .open(Optional.of(Device.CPU), 1, Progress.NONE)) {
            CaseAnalysis analysis = CaseAnalysis.of(
                    folder,
                    output,
                    models,
                    AnalysisChoices.NONE.resolvedFor(models.segmenter().description()));
            new LocalBatch(analysis, limits, ended -> attempts.add(ended.attempt())).run(cases);
        }
        return attempts;
    }

    @Test
    void aMistakeInsideAnAnalysisIsInternalAndItsStackTraceLiesBesideTheJournal() throws IOException {
        Path output = folder.resolve("out");
        Path image = TinyImages.ramp(folder.resolve("a.png"));
        List<Attempt> attempts = run(
                output,
                List.of(
                        CohortCase.of(new Case("a", image, Optional.empty())),
                        CohortCase.of(new Case("b", image, Optional.empty()))));
        assertThat(attempts).extracting(Attempt::errorClass).containsExactly("internal", "");
        assertThat(attempts.get(0).error())
                .startsWith("internal error (IllegalArgumentException), a fault of the program")
                .contains("stack trace")
                .endsWith("out/" + FaultFile.NAME);
        assertThat(Files.readString(output.resolve(FaultFile.NAME)))
                .contains("java.lang.IllegalArgumentException: side is -1 but must be at least 1")
                .contains("    at org.lesionlens.pipeline.LesionPipeline.");
    }
}
