package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchRetreatTest {
    /** All that is tried where the memory is full each time. */
    private static List<BatchRetreat> all(Device device, int batch) {
        List<BatchRetreat> all = new ArrayList<>();
        for (Optional<BatchRetreat> next = Optional.of(BatchRetreat.begin(device, batch));
                next.isPresent();
                next = next.get().next()) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void batchesAreHalvedAndThenTheCpuIsTakenWithWhatWasWanted() {
        assertThat(all(Device.CUDA, 6))
                .extracting(BatchRetreat::device, BatchRetreat::batch)
                .containsExactly(
                        tuple(Device.CUDA, 6), tuple(Device.CUDA, 3), tuple(Device.CUDA, 1), tuple(Device.CPU, 6));
    }

    @Test
    void theCpuHasNothingToFallBackOn() {
        assertThat(all(Device.CPU, 8)).hasSize(1);
    }

    @Test
    void whatHappenedIsSaid() {
        BatchRetreat begin = BatchRetreat.begin(Device.CUDA, 2);
        BatchRetreat half = begin.next().orElseThrow();
        assertThat(half.note(Device.CUDA)).contains("cuda was full", "1 window at once");
        assertThat(half.next().orElseThrow().note(Device.CUDA)).contains("cuda was full", "on the device cpu");
    }
}
