package org.lesionlens.cohort.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.cases.Case;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Box;

class SparkCaseTest {
    private static final Path SERIES = Path.of("series").toAbsolutePath();

    @Test
    void theChannelsTheVolumeAndTheReferenceTravelToTheWorkers() {
        ReadOptions options = new ReadOptions(Optional.of("1.2.5"), true).ofVolume(2);
        Case.About about = new Case.About(Optional.of(SERIES.resolve("mask.nii")), "", "");
        ChannelInput flair = new ChannelInput("flair", SERIES.resolve("flair"), options);
        ChannelInput t1 = new ChannelInput("t1", SERIES, new ReadOptions(Optional.empty(), false));
        Case item = new Case("a", List.of(t1, flair), about);
        assertThat(SparkCase.of(item).received()).isEqualTo(item);
        Case prompted = item.with(List.of(new Box(1, 2, 3, 4, 5, 6), new Box(0, 0, 0, 9, 9, 9)));
        assertThat(SparkCase.of(prompted).received()).isEqualTo(prompted);
        Case only = new Case("a", SERIES, new ReadOptions(Optional.empty(), false));
        assertThat(SparkCase.of(only).received()).isEqualTo(only);
    }
}
