package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlicesWithBoxesTest {
    @Test
    void theSliceOfTheSurestBoxIsNamedAndThoseThatHaveSomeToo() {
        assertThat(SlicesWithBoxes.advice(List.of(7L, 2L, 7L, 4L), "image"))
                .isEqualTo("choose slice 7, which has the surest box, or another of the 3 that have some (2, 4, 7)");
        assertThat(SlicesWithBoxes.advice(LongStream.range(0, 40).boxed().toList(), "image"))
                .endsWith("another of the 40 that have some (0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and others)");
    }

    @Test
    void ofListedBoxesItIsNotSaidThatThereAreNoOthers() {
        assertThat(SlicesWithBoxes.adviceOfListed(List.of(7L, 7L)))
                .isEqualTo("choose slice 7, where the listed boxes are");
        assertThat(SlicesWithBoxes.adviceOfListed(List.of(7L, 2L, 7L)))
                .isEqualTo(
                        "choose slice 7, which has the surest of the listed boxes, or another of the 2 that have some (2, 7)");
    }

    @Test
    void noneIsNamedWhereNoneHasOne() {
        assertThat(SlicesWithBoxes.advice(List.of(), "frame or image"))
                .isEqualTo("choose another frame or image (no slice has one)");
    }
}
