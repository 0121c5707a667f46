package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Progress;

/** Networks that do not end, or not soon. */
@Timeout(120)
class NetworkRunTest {
    private static final long MILLIS = 1_000_000;

    @TempDir
    private Path models;

    /** Cancels after a while. */
    private record After(long end) implements Progress {
        After(Duration time) {
            this(System.nanoTime() + time.toNanos());
        }

        @Override
        public void update(String stage, long done, long total) {}

        @Override
        public boolean isCancelled() {
            return System.nanoTime() > end;
        }
    }

    private static OnnxModel open(Path folder) throws IOException {
        return OnnxModel.open(Model.read(folder), Optional.of(Device.CPU), 1);
    }

    private static long millisOfCancelled(OnnxModel model, Progress progress) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> model.run(TinyModel.withOutlier(), Set.of("probability"), progress))
                .isInstanceOf(CancellationException.class);
        return (System.nanoTime() - start) / MILLIS;
    }

    @Test
    void aLoopWithoutEndEndsWhenItIsCancelled() throws IOException {
        try (OnnxModel model = open(TinyModel.endless(models, "endless"))) {
            assertThat(millisOfCancelled(model, new After(Duration.ofMillis(300))))
                    .isBetween(300L, 60_000L);
            assertThat(NetworkRun.leftBehind()).isZero();
            Tensor zeros = new Tensor(new float[64 * 64], new long[] {1, 1, 64, 64});
            assertThat(model.run(zeros, Set.of("probability")))
                    .as("it can be used again")
                    .hasSize(1);
        }
    }

    @Test
    void theFirstWindowOfANetworkIsCancelledToo() throws IOException {
        Model model = Model.read(TinyModel.neverAnswering(models, "never"));
        long start = System.nanoTime();
        assertThatThrownBy(() -> OnnxModel.open(model, Optional.of(Device.CPU), 1, new After(Duration.ofMillis(300))))
                .isInstanceOf(CancellationException.class);
        assertThat((System.nanoTime() - start) / MILLIS).isBetween(300L, 60_000L);
    }

    @Test
    void aStepThatCannotBeEndedIsLeftBehindAndTheNetworkIsClosedWhenItIsDone() throws Exception {
        try (OnnxModel model = open(TinyModel.slow(models, "slow", 6))) {
            Progress onceTheStepHasBegun = new After(Duration.ofSeconds(2));
            assertThat(millisOfCancelled(model, onceTheStepHasBegun)).isBetween(3000L, 60_000L);
            assertThat(NetworkRun.leftBehind()).isOne();
        }
        while (NetworkRun.leftBehind() > 0) {
            Thread.sleep(20);
        }
    }

    @Test
    void aThreadThatIsInterruptedEndsItsRunAndStaysInterrupted() throws Exception {
        try (OnnxModel model = open(TinyModel.endless(models, "endless"))) {
            Thread caller = Thread.currentThread();
            Thread interrupter = new Thread(caller::interrupt);
            interrupter.start();
            millisOfCancelled(model, Progress.NONE);
            interrupter.join();
        } catch (InterruptedException e) {
            // the interruption was kept, as it should be
            return;
        }
        assertThat(Thread.interrupted()).isTrue();
    }
}
