package org.lesionlens.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.draw.DisagreementPicture.Part;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Squares of 8 x 8 pixels in an image of 20 x 20, all of which is shown: 40 % of it is more than the squares need. */
class DisagreementPictureTest {
    private static final int SIDE = 20;
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {SIDE, SIDE, 3}, 1, 1, 2);

    private static LabelMap square(int left, int slice, int value) {
        LabelMap map = LabelMap.allocate(GRID);
        for (int y = 6; y < 14; y++) {
            for (int x = left; x < left + 8; x++) {
                map.voxels().getAt(x, y, slice).set(value);
            }
        }
        return map;
    }

    private static BufferedImage drawn(DisagreementPicture.Picture picture) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(picture.jpeg())));
    }

    /** The share of the picture whose hue is that of a part; the outline of the reference takes some of it. */
    private static double share(Part part, BufferedImage picture) {
        float[] wanted = hueOf(Color.decode(part.colorText()).getRGB());
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        return Arrays.stream(pixels)
                        .mapToObj(DisagreementPictureTest::hueOf)
                        .filter(pixel -> Math.abs(pixel[0] - wanted[0]) < 0.03 && pixel[1] > 0.35 && pixel[2] > 0.3)
                        .count()
                / (double) pixels.length;
    }

    private static float[] hueOf(int rgb) {
        return Color.RGBtoHSB(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, null);
    }

    /** Shifted by 2 of 8: of 10 columns 2 are missed, 6 hit and 2 invented, in a window of 18 x 18. */
    @Test
    void hitMissedAndInventedHaveTheirShares() throws Exception {
        DisagreementPicture.Picture picture =
                DisagreementPicture.of(square(7, 1, 1), square(5, 1, 1), Optional.empty());
        assertThat(picture.slice()).isEqualTo(1);
        assertThat(picture.slices()).isEqualTo(3);
        BufferedImage drawn = drawn(picture);
        double window = 18.0 * 18;
        assertThat(share(Part.HIT, drawn)).isCloseTo(6 * 8 / window, within(0.05));
        assertThat(share(Part.MISSED, drawn)).isCloseTo(2 * 8 / window, within(0.03));
        assertThat(share(Part.INVENTED, drawn)).isCloseTo(2 * 8 / window, within(0.03));
        assertThat(share(Part.OTHER_KIND, drawn)).isZero();
    }

    /** Axial, so the patient's right, low x, is on the viewer's left: what was missed there is on the left. */
    @Test
    void whatWasMissedOnTheLeftIsOnTheLeft() throws Exception {
        BufferedImage drawn = drawn(DisagreementPicture.of(square(7, 1, 1), square(5, 1, 1), Optional.empty()));
        BufferedImage left = drawn.getSubimage(0, 0, drawn.getWidth() / 2, drawn.getHeight());
        assertThat(share(Part.MISSED, left)).isPositive();
        assertThat(share(Part.INVENTED, left)).isZero();
    }

    @Test
    void theSliceIsThatWhereMostDiffers() throws Exception {
        LabelMap prediction = square(5, 2, 1);
        prediction.voxels().getAt(0, 0, 0).set(1);
        assertThat(DisagreementPicture.of(prediction, square(5, 1, 1), Optional.empty())
                        .slice())
                .isIn(1L, 2L);
        LabelMap right = square(5, 1, 1);
        assertThat(DisagreementPicture.of(right, right, Optional.empty()).slice())
                .as("where nothing differs, the one with the lesion")
                .isEqualTo(1);
    }

    @Test
    void anotherKindIsNeitherHitNorMissed() throws Exception {
        BufferedImage drawn = drawn(DisagreementPicture.of(square(5, 1, 2), square(5, 1, 1), Optional.empty()));
        assertThat(share(Part.OTHER_KIND, drawn)).isPositive();
        assertThat(share(Part.HIT, drawn) + share(Part.MISSED, drawn)).isZero();
    }

    /** An image of half the voxels along each axis, bright on the patient's left: it lies below the mask by its place. */
    @Test
    void theImageLiesBelowByItsPlaceWhateverItsGrid() throws Exception {
        Volume image = Volume.allocate(VolumeGeometry.axisAligned(new long[] {SIDE / 2, SIDE / 2, 3}, 2, 2, 2));
        for (FloatType voxel : Views.iterable(Views.interval(
                image.voxels(), new long[] {SIDE / 4, 0, 0}, new long[] {SIDE / 2 - 1, SIDE / 2 - 1, 2}))) {
            voxel.set(100);
        }
        BufferedImage drawn = drawn(DisagreementPicture.of(square(7, 1, 1), square(5, 1, 1), Optional.of(image)));
        int width = drawn.getWidth();
        assertThat(drawn.getRGB(width / 10, 10) & 0xff).isLessThan(40);
        assertThat(drawn.getRGB(width * 9 / 10, 10) & 0xff).isGreaterThan(215);
    }

    @Test
    void anImageOfUnknownPlaceAndOtherSizeIsNotShown() throws Exception {
        Volume image = Volume.allocate(VolumeGeometry.uncalibrated(7, 7, 3));
        DisagreementPicture.Picture with = DisagreementPicture.of(square(7, 1, 1), square(5, 1, 1), Optional.of(image));
        assertThat(drawn(with).getRGB(5, 5) & 0xff).isLessThan(10);
    }
}
