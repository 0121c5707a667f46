package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchRetreatTest {
    private static final DeviceFailedException FULL = failure("CUDA failure 2: out of memory");
    private static final DeviceFailedException GONE = failure("CUDA failure 719: unspecified launch failure");

    private static DeviceFailedException failure(String said) {
        return DeviceFailedException.of(Device.CUDA, new OrtException(said)).orElseThrow();
    }

    /** All that is tried where it fails each time. */
    private static List<BatchRetreat> all(Device device, int batch, DeviceFailedException failure) {
        List<BatchRetreat> all = new ArrayList<>();
        for (Optional<BatchRetreat> next = Optional.of(new BatchRetreat(device, batch));
                next.isPresent();
                next = next.get().next(failure)) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void batchesAreHalvedAndThenTheCpuIsTaken() {
        assertThat(all(Device.CUDA, 6, FULL))
                .extracting(BatchRetreat::device, BatchRetreat::batch)
                .containsExactly(
                        tuple(Device.CUDA, 6), tuple(Device.CUDA, 3), tuple(Device.CUDA, 1), tuple(Device.CPU, 1));
    }

    @Test
    void aDeviceThatIsGoneIsNotTriedAgain() {
        assertThat(all(Device.CUDA, 6, GONE))
                .extracting(BatchRetreat::device, BatchRetreat::batch)
                .containsExactly(tuple(Device.CUDA, 6), tuple(Device.CPU, 1));
    }

    @Test
    void theCpuHasNothingToFallBackOn() {
        assertThat(all(Device.CPU, 8, FULL)).hasSize(1);
        assertThat(DeviceFailedException.of(Device.CPU, new OrtException("out of memory")))
                .isEmpty();
    }

    @Test
    void whatHappenedIsSaid() {
        BatchRetreat half = new BatchRetreat(Device.CUDA, 2).next(FULL).orElseThrow();
        assertThat(half.note(Device.CUDA, FULL)).contains("cuda was full", "1 window at once");
        BatchRetreat cpu = half.next(FULL).orElseThrow();
        assertThat(cpu.note(Device.CUDA, FULL)).contains("cuda was full", "on the device cpu");
        assertThat(cpu.note(Device.CUDA, GONE)).contains("cuda failed", "unspecified launch failure", "device cpu");
    }
}
