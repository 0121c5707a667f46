package org.lesionlens.fiji.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.Tensor;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Progress;

class NetworksTest {
    /** The user presses Cancel after a while. */
    private record Cancelled(long start) implements Progress {
        @Override
        public void update(String stage, long done, long total) {}

        @Override
        public boolean isCancelled() {
            return System.nanoTime() - start > 2_000_000_000L; // the long step has begun by then
        }
    }

    @Test
    @Timeout(120)
    void aRunThatIsLeftBehindIsSaidAndTheNextOneRefusesUntilItIsDone(@TempDir Path models) throws Exception {
        float[] image = new float[64 * 64];
        image[7] = 9;
        Model slow = Model.read(TinyModel.slow(models, "slow", 6));
        try (OnnxModel model = OnnxModel.open(slow, Optional.of(Device.CPU), 1);
                ProgressWindow window = ProgressWindow.open("test")) {
            assertThat(Networks.leftBehind()).isEmpty();
            long start = System.nanoTime();
            assertThatThrownBy(() -> model.run(
                            new Tensor(image, new long[] {1, 1, 64, 64}), Set.of("probability"), new Cancelled(start)))
                    .isInstanceOf(CancellationException.class);
            assertThat((System.nanoTime() - start) / 1e9).as("seconds").isLessThan(60);
            assertThat(Networks.leftBehind())
                    .hasValueSatisfying(said -> assertThat(said).contains("in the background"));
            assertThatThrownBy(() -> Networks.open(TinyModels.classifier(), "cpu", false, window))
                    .hasMessageContaining("still in a step that cannot be ended: wait until it is done");
            while (Networks.leftBehind().isPresent()) {
                Thread.sleep(20);
            }
            Networks.open(TinyModels.classifier(), "cpu", false, window).close();
        }
    }
}
