package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TrialOutcome.Kind;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Progress;

/** What a network does in a process of its own it does not do in this one. */
@Timeout(120)
class NetworkTrialTest {
    private static final TrialLimits WIDE =
            new TrialLimits(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60), 4L << 30);

    @TempDir
    private Path folder;

    private String before;

    @BeforeEach
    void forget() {
        before = System.getProperty(TestedModels.PROPERTY);
        System.setProperty(TestedModels.PROPERTY, folder.resolve("tested").toString());
    }

    @AfterEach
    void remember() {
        if (before == null) {
            System.clearProperty(TestedModels.PROPERTY);
        } else {
            System.setProperty(TestedModels.PROPERTY, before);
        }
    }

    private static OnnxModel open(Path model) throws IOException {
        return OnnxModel.open(Model.read(model), Optional.of(Device.CPU), 1);
    }

    private static Tensor zeros(int side) {
        return new Tensor(new float[side * side], new long[] {1, 1, side, side});
    }

    private static TrialOutcome tried(Path model, TrialLimits limits, Progress progress) throws IOException {
        var weights = Model.read(model).network().weights().get(0);
        TrialRequest request = new TrialRequest(
                weights.path().toAbsolutePath(),
                weights.sha256(),
                Device.CPU,
                1,
                "input",
                "bcyx",
                List.of("1x1x64x64"));
        return TrialRun.of(TrialCommand.found(), request, limits, progress);
    }

    @Test
    void aNetworkThatCrashesIsRefusedInASentence() throws IOException {
        Path model = HarmfulNetworks.crashing(folder, "fatal");
        assertThatThrownBy(() -> open(model))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("the model fatal crashed")
                .hasMessageContaining("choose another model");
    }

    /** Without a Java no process can be started, so whatever is known then was remembered. */
    @Test
    void whatHasFailedIsRefusedWithoutATrialUntilItIsToBeTriedAgain() throws IOException {
        Path path = HarmfulNetworks.crashing(folder, "fatal");
        assertThatThrownBy(() -> open(path)).hasMessageNotContaining("before");
        String home = System.getProperty("java.home");
        System.setProperty("java.home", folder.resolve("nowhere").toString());
        try {
            assertThatThrownBy(() -> open(path))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("the model fatal crashed (SIGFPE) when it was opened")
                    .hasMessageContaining("when it was tried before")
                    .hasMessageContaining("models")
                    .hasMessageContaining("--trust-model");
            ModelTrust.tryAgain(Model.read(path));
            assertThatThrownBy(() -> open(path)).hasMessageContaining("could not be tried");
        } finally {
            System.setProperty("java.home", home);
        }
        assertThatThrownBy(() -> open(path))
                .hasMessageContaining("crashed (SIGFPE)")
                .hasMessageNotContaining("before");
    }

    @Test
    void whatSomebodyElseEndedAndWhatTookMoreMemoryThanThereWasIsTriedAgain() throws IOException {
        Path path = TinyModel.good(folder, "good");
        TestedModels remembered =
                new TestedModels(Model.read(path).network().weights().get(0).sha256(), Device.CPU);
        remembered.add(Map.of(
                "1x64x64",
                new TrialOutcome(Kind.TOO_MUCH_MEMORY, "1 MiB of memory", "1x1x64x64"),
                TestedModels.OPENING,
                new TrialOutcome(Kind.CRASHED, "SIGKILL", "")));
        open(path).close();
        assertThat(remembered.read().get("1x64x64").kind()).isEqualTo(Kind.PASSED);
    }

    @Test
    void aNetworkThatCrashesForLargerImagesOnlyIsRefusedThereAndGoesOnElsewhere() throws IOException {
        try (OnnxModel model = open(HarmfulNetworks.crashingFor(folder, "sometimes"))) {
            int fatal = HarmfulNetworks.FATAL_SIDE;
            assertThatThrownBy(() -> model.run(zeros(fatal), Set.of("probability")))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("crashed (SIGFPE) for an input of 1x1x96x96");
            try (NetworkBinding binding = model.bind(2, fatal, fatal, 1)) {
                assertThatThrownBy(() -> binding.run(Progress.NONE)).hasMessageContaining("crashed (SIGFPE)");
            }
            assertThat(model.run(zeros(80), Set.of("probability"))
                            .get("probability")
                            .values())
                    .containsOnly(0.5f);
        }
    }

    @Test
    void aNetworkThatTakesTooMuchMemoryIsEnded() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "memory is watched on Linux");
        Path model = HarmfulNetworks.greedy(folder, "greedy", 1L << 30);
        TrialLimits limits = new TrialLimits(WIDE.start(), WIDE.first(), WIDE.each(), 512L << 20);
        TrialOutcome outcome = tried(model, limits, Progress.NONE);
        assertThat(outcome).isEqualTo(new TrialOutcome(Kind.TOO_MUCH_MEMORY, "512 MiB of memory", "1x1x64x64"));
        assertThat(tried(model, WIDE, Progress.NONE).kind()).isEqualTo(Kind.PASSED);
    }

    @Test
    void aNetworkThatDoesNotAnswerIsEnded() throws IOException {
        TrialLimits limits = new TrialLimits(WIDE.start(), Duration.ofSeconds(1), WIDE.each(), WIDE.bytes());
        TrialOutcome outcome = tried(TinyModel.neverAnswering(folder, "never"), limits, Progress.NONE);
        assertThat(outcome).isEqualTo(new TrialOutcome(Kind.TOO_LONG, "1 s", "1x1x64x64"));
    }

    @Test
    void cancellingEndsTheOtherProcess() throws IOException {
        Path model = TinyModel.neverAnswering(folder, "never");
        Progress impatient = new Progress() {
            private final long end = System.nanoTime() + 2_000_000_000L;

            @Override
            public void update(String stage, long done, long total) {}

            @Override
            public boolean isCancelled() {
                return System.nanoTime() > end;
            }
        };
        long children = trials().count();
        assertThatThrownBy(() -> tried(model, WIDE, impatient)).isInstanceOf(CancellationException.class);
        assertThat(trials().count()).isEqualTo(children);
    }

    private static Stream<ProcessHandle> trials() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive);
    }

    @Test
    void whatWasAskedTwiceAndAnswersOtherwiseIsToldAlsoTheNextTime() throws IOException {
        Path path = HarmfulNetworks.random(folder, "lots");
        for (int time = 0; time < 2; time++) {
            try (OnnxModel model = open(path)) {
                assertThat(model.warnings())
                        .singleElement()
                        .asString()
                        .contains("the model lots answers the same question twice")
                        .contains("cannot be repeated");
            }
        }
        try (OnnxModel model = open(TinyModel.good(folder, "good"))) {
            assertThat(model.warnings()).isEmpty();
        }
    }

    @Test
    void answersOfAnyTypeAreCompared() throws IOException {
        assertThat(tried(HarmfulNetworks.randomInDouble(folder, "lots"), WIDE, Progress.NONE)
                        .kind())
                .isEqualTo(Kind.DIFFERS);
    }

    /** Without a Java no process can be started, so what opens a model then is that it has passed. */
    @Test
    void whatHasPassedIsNotTriedAgainAndWhatHasNotIsRefusedWithoutAJava() throws IOException {
        Path known = TinyModel.good(folder, "known");
        Path unknown = TinyModel.constant(folder, "unknown", 0.25f);
        open(known).close();
        String home = System.getProperty("java.home");
        System.setProperty("java.home", folder.resolve("nowhere").toString());
        try {
            open(known).close();
            assertThatThrownBy(() -> open(unknown))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("the model unknown could not be tried")
                    .hasMessageContaining("nowhere")
                    .hasMessageContaining("--trust-model");
            assertThat(ModelTrust.question(Model.read(unknown)).orElseThrow()).contains("The model unknown", "nowhere");
            ModelTrust.give(Model.read(unknown));
            open(unknown).close();
            assertThat(ModelTrust.question(Model.read(unknown))).isEmpty();
        } finally {
            System.setProperty("java.home", home);
        }
    }
}
