package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRefusedException;
import org.lesionlens.cases.CaseRunner;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.MemoryBudget;
import org.lesionlens.cases.Provenance;
import org.lesionlens.inference.Device;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.VoxelMemory;

/** What protects the other cases of a cohort from one. */
class ReadAheadTest {
    private static final long MIB = 1 << 20;
    private static final VolumeHeader CUBE = new VolumeHeader(VolumeFormat.NIFTI, List.of(256L, 256L, 160L), 2, 0);

    private static CaseInWork work(Path input, MemoryBudget memory) {
        Case item = new Case("a", input, new ReadOptions(Optional.empty(), false));
        return new CaseInWork(item, new Provenance("", Map.of(), Map.of()), memory);
    }

    @Test
    void aFileThatHangsIsGivenUpAndTheNextOneIsRead() throws Exception {
        Duration limit = Duration.ofMillis(200);
        MemoryBudget memory = new MemoryBudget(1 << 30);
        try (AnalysisModels models = ChosenModels.find(Optional.empty(), Optional.of(ChosenModels.NONE))
                        .open(Optional.of(Device.CPU), 1, Progress.NONE);
                ReadAhead ahead = new ReadAhead(
                        new CaseRunner(
                                models,
                                CaseSettings.of(AnalysisChoices.NONE.resolvedFor(
                                        models.chosen().segmenter())),
                                Path.of("")),
                        new CaseLimits(limit, memory, () -> false))) {
            CaseInWork hanging = work(Path.of("nowhere"), memory);
            hanging.work();
            assertThatExceptionOfType(CaseRefusedException.class)
                    .isThrownBy(() -> ahead.await(new CompletableFuture<>(), hanging))
                    .matches(refusal -> refusal.errorClass() == ErrorClass.TIMEOUT)
                    .withMessageContaining("--case-timeout");
            CaseInWork next = work(Path.of("test-data/phantom_slice.png"), memory);
            assertThat(ahead.start(next)
                            .get(60, TimeUnit.SECONDS)
                            .volume()
                            .geometry()
                            .size())
                    .containsExactly(256, 256, 1);
        }
    }

    @Test
    void anImageThatCannotFitIsRefusedWithNumbersAndAdvice() {
        VolumeHeader slices = new VolumeHeader(VolumeFormat.NIFTI, List.of(5000L, 5000L, 20L), 2, 0);
        assertThatThrownBy(() -> new MemoryBudget(200 * MIB).reserve(List.of(slices)))
                .isInstanceOf(CaseRefusedException.class)
                .hasMessageContaining("5000 x 5000 x 20")
                .hasMessageContaining("this Java has 200")
                .hasMessageContaining("-Xmx1g");
    }

    @Test
    void anImageThatDoesNotFitAsAWholeTakesHalfOfTheMemoryForItsPages() throws Exception {
        MemoryBudget memory = new MemoryBudget(VoxelMemory.BASE + 100 * MIB);
        assertThat(memory.reserve(List.of(CUBE))).isEqualTo(50 * MIB);
        assertThat(memory.reserve(List.of(CUBE, CUBE))).isEqualTo(50 * MIB);
    }

    @Test
    void casesThatDoNotFitTogetherWaitForEachOther() throws Exception {
        long one = CUBE.voxels() * VoxelMemory.BYTES_PER_VOXEL;
        MemoryBudget memory = new MemoryBudget(VoxelMemory.BASE + one * 3 / 2);
        CaseInWork first = work(Path.of("a"), memory);
        CaseInWork second = work(Path.of("b"), memory);
        first.reserve(List.of(CUBE));
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                second.reserve(List.of(CUBE));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(waiting).isNotDone();
        first.end();
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(60));
    }
}
