package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Dates that are open, with lesions and images that may not belong together. */
class OpenDatesTest {
    private static final Phantoms.Shape LESION = Phantoms.box(5, 5, 5, 20, 20, 20);

    private static OpenDates compare(Volume image, LabelMap labels, String organ) {
        FollowUpSettings settings =
                new FollowUpSettings(RegistrationChoice.AUTO, Dates.REACH_MM, 0, false, Optional.empty());
        return OpenDates.compare(
                List.of(
                        new OpenDates.Date("before", "2024-01-31", labels, Optional.of(image)),
                        new OpenDates.Date("after", "2024-03-01", labels, Optional.of(image))),
                Optional.of(organ),
                settings,
                Progress.NONE);
    }

    private static VolumeGeometry at(double... origin) {
        return VolumeGeometry.of(
                new long[] {60, 60, 30}, new double[] {1, 1, 1}, origin, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
    }

    @Test
    void anImageOnAnotherGridThanItsLesionsIsRefused() {
        VolumeGeometry larger = VolumeGeometry.unplaced(new long[] {61, 60, 30}, 1, 1, 1);
        for (VolumeGeometry grid : List.of(at(500, 0, 0), larger)) {
            assertThatExceptionOfType(UnsuitableImageException.class)
                    .isThrownBy(() -> compare(Volume.allocate(grid), Dates.mask(LESION), "brain"))
                    .withMessageContaining("the image \"before\"")
                    .withMessageContaining("not on one grid");
        }
    }

    /** Labels that were drawn in Fiji may have lost the place of their image. */
    @Test
    void lesionsWithoutAPlaceLieWhereTheirImageDoes() {
        VolumeGeometry unplaced = VolumeGeometry.unplaced(new long[] {60, 60, 30}, 1, 1, 1);
        OpenDates compared = compare(Volume.allocate(at(0, 0, 10)), Dates.mask(unplaced, LESION), "brain");
        assertThat(compared.slices()).containsOnlyKeys(5L);
    }

    @Test
    void theNameOfAnOrganMayHaveCapitals() {
        assertThat(compare(Volume.allocate(Dates.GRID), Dates.mask(LESION), "Brain")
                        .responses())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("RANO");
    }

    @Test
    void nonTargetsAloneHaveTheCategoryThatTheTableOfPatientsHas() {
        Phantoms.Shape small = Phantoms.box(5, 5, 5, 8, 9, 13);
        assertThat(compare(Volume.allocate(Dates.GRID), Dates.mask(small), "liver")
                        .responses())
                .singleElement()
                .asString()
                .startsWith(
                        "RECIST 1.1: non-CR/non-PD, a computed aid, unconfirmed\n    decided by: 1 other lesion is still there,"
                                + " 0.096 ml against 0.096 ml at the smallest (+0.0 %, within measurement error); a reader judges"
                                + " whether other lesions have unequivocally progressed\n");
    }
}
