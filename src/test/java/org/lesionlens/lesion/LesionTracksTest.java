package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** A frame is a line of labels: one digit a voxel. */
class LesionTracksTest {
    private static List<Map<Integer, Integer>> numbers(String... frames) {
        List<Map<Integer, String>> kinds = Collections.nCopies(frames.length, Map.of());
        return LesionTracks.numbers(maps(frames), kinds).orElseThrow();
    }

    private static List<LabelMap> maps(String... frames) {
        return Stream.of(frames).map(LesionTracksTest::frame).toList();
    }

    private static LabelMap frame(String line) {
        LabelMap map = LabelMap.allocate(VolumeGeometry.uncalibrated(line.length(), 1, 1));
        Cursor<UnsignedShortType> voxels = Views.flatIterable(map.voxels()).cursor();
        line.chars().forEach(digit -> voxels.next().set(digit - '0'));
        return map;
    }

    @Test
    void aLesionThatMovesByLessThanItsWidthKeepsItsNumberWhateverItsLabel() {
        assertThat(numbers("1110000222", "0222000011", "0033300001"))
                .containsExactly(Map.of(1, 1, 2, 2), Map.of(2, 1, 1, 2), Map.of(3, 1, 1, 2));
    }

    @Test
    void ofTwoThatShareVoxelsWithOneTheOneThatSharesMostGoesOn() {
        assertThat(numbers("0111110", "1102220")).containsExactly(Map.of(1, 1), Map.of(1, 2, 2, 1));
        assertThat(numbers("1102220", "0111110")).containsExactly(Map.of(1, 1, 2, 2), Map.of(1, 2));
    }

    @Test
    void ofEqualsTheLowerLabelGoesOn() {
        assertThat(numbers("1111", "1122")).containsExactly(Map.of(1, 1), Map.of(1, 1, 2, 2));
    }

    @Test
    void aLesionIsTheSameAfterTwoFramesWithoutItAndAnotherAfterThree() {
        assertThat(numbers("110", "000", "000", "220")).last().isEqualTo(Map.of(2, 1));
        assertThat(numbers("110", "000", "000", "000", "220")).last().isEqualTo(Map.of(2, 2));
    }

    /** It went on elsewhere meanwhile: where it was before is another's place now. */
    @Test
    void whatWentOnIsNotFoundAgainWhereItWasBefore() {
        assertThat(numbers("11100", "00111", "22011")).last().isEqualTo(Map.of(1, 1, 2, 2));
    }

    @Test
    void whatIsOfAnotherKindIsNew() {
        List<Map<Integer, String>> kinds = List.of(Map.of(1, "fold"), Map.of(1, "glottis", 2, "fold"));
        assertThat(LesionTracks.numbers(maps("01110", "01122"), kinds).orElseThrow())
                .containsExactly(Map.of(1, 1), Map.of(1, 2, 2, 1));
    }

    @Test
    void moreThanHaveANumberAreNotFollowed() {
        LabelMap first = LabelMap.allocate(VolumeGeometry.uncalibrated(65536, 1, 1));
        LabelMap second = LabelMap.allocate(first.geometry());
        int[] label = {0};
        Cursor<UnsignedShortType> voxels = Views.flatIterable(first.voxels()).cursor();
        while (label[0] < 65535) {
            voxels.next().set(++label[0]);
        }
        List<Map<Integer, String>> kinds = List.of(Map.of(), Map.of());
        assertThat(LesionTracks.numbers(List.of(first, second), kinds)).isPresent();
        Cursor<UnsignedShortType> one = Views.flatIterable(second.voxels()).cursor();
        one.jumpFwd(65536);
        one.get().set(1);
        assertThat(LesionTracks.numbers(List.of(first, second), kinds)).isEmpty();
    }

    @Test
    void whatSharesNothingIsNew() {
        assertThat(numbers("1100", "0011")).containsExactly(Map.of(1, 1), Map.of(1, 2));
        assertThat(numbers("000", "000")).containsExactly(Map.of(), Map.of());
    }
}
