package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.volume.VolumeGeometry;

class RoundedOrientationTest extends SeriesFixture {
    /** Row and column of planes that are turned about two axes, and what is left of them with two decimals. */
    private static final Vector ROW = new Vector(Math.cos(0.31), Math.sin(0.31), 0);

    private static final Vector COLUMN =
            new Vector(-Math.sin(0.31) * Math.cos(0.47), Math.cos(0.31) * Math.cos(0.47), Math.sin(0.47));

    private static String text(String format) {
        return String.format(
                Locale.ROOT, format.replace("|", "\\"), ROW.x(), ROW.y(), ROW.z(), COLUMN.x(), COLUMN.y(), COLUMN.z());
    }

    private static final String TWO_DECIMALS = "%.2f|%.2f|%.2f|%.2f|%.2f|%.2f";

    @Test
    void positionsSayWhereTheNormalPoints() throws IOException {
        Vector normal = ROW.cross(COLUMN);
        for (int k = 0; k < 30; k++) {
            Vector p = normal.times(3.0 * k);
            String position = String.format(Locale.ROOT, "%.5f\\%.5f\\%.5f", p.x(), p.y(), p.z());
            write(
                    "s" + k,
                    DicomBytes.slice(0).text(0x00200032, "DS", position).text(0x00200037, "DS", text(TWO_DECIMALS)));
        }
        VolumeGeometry geometry = read().geometry();
        assertThat(geometry.spacingMm(2)).isCloseTo(3, within(1e-4));
        double[] last = geometry.toWorld(0, 0, 29);
        assertThat(Vector.of(last, 0).minus(normal.times(87)).length()).isLessThan(1e-3);
        for (int axis = 0; axis < 3; axis++) {
            Vector found =
                    new Vector(geometry.direction(0, axis), geometry.direction(1, axis), geometry.direction(2, axis));
            Vector exact = axis == 0 ? ROW : axis == 1 ? COLUMN : normal;
            assertThat(found.minus(exact).length()).isLessThan(axis == 2 ? 1e-5 : 0.01);
            for (int other = 0; other < axis; other++) {
                Vector b = new Vector(
                        geometry.direction(0, other), geometry.direction(1, other), geometry.direction(2, other));
                assertThat(found.dot(b)).isCloseTo(0, within(1e-7));
            }
        }
        assertThat(warnings).singleElement().asString().contains("ImageOrientationPatient (0020,0037) is rounded");
    }

    @Test
    void oneSliceIsMadeExactToo() throws IOException {
        VolumeGeometry geometry = read(DicomBytes.slice(0).text(0x00200037, "DS", "0.71\\0.71\\0\\-0.71\\0.71\\0"))
                .geometry();
        assertThat(geometry.direction(0, 0)).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(warnings).hasSize(1);
    }

    @Test
    void moreThanRoundingIsRefused() throws IOException {
        write("only", DicomBytes.slice(0).text(0x00200037, "DS", "0.73\\0.73\\0\\-0.71\\0.71\\0"));
        assertThat(refusal()).contains("must be two unit vectors at right angles");
        write("only", DicomBytes.slice(0).text(0x00200037, "DS", "1\\0\\0\\0.03\\1\\0"));
        assertThat(refusal()).contains("must be two unit vectors at right angles");
    }

    /** Six decimals, the axes of the patient, and what two decimals say exactly, are what they are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%.6f|%.6f|%.6f|%.6f|%.6f|%.6f",
                "1|0|0|0|1|0",
                "0|1|0|0|0|-1",
                "0.8|0.6|0|0|0|-1",
                "0.6|-0.8|0|0.8|0.6|0",
                "0.28|0.96|0|-0.96|0.28|0"
            })
    void exactDirectionsStayAsTheyAre(String format) throws IOException {
        read(DicomBytes.slice(0).text(0x00200037, "DS", text(format)));
        assertThat(warnings).isEmpty();
    }

    /** 37 degrees are 0.80 and 0.60 in two decimals; 36.87 degrees are so exactly. */
    @ParameterizedTest
    @CsvSource({"0.7986355, 0.6018150, 1", "0.8, 0.6, 0"})
    void positionsTellWhetherTwoDecimalsAreExact(double cos, double sin, int warned) throws IOException {
        for (int k = 0; k < 10; k++) {
            String position = String.format(Locale.ROOT, "%.5f\\%.5f\\0", -15 * k * sin, 15 * k * cos);
            write(
                    "s" + k,
                    DicomBytes.slice(0)
                            .text(0x00200032, "DS", position)
                            .text(0x00200037, "DS", "0.8\\0.6\\0\\0\\0\\-1"));
        }
        VolumeGeometry geometry = read().geometry();
        assertThat(geometry.direction(0, 0)).isCloseTo(cos, within(1e-6));
        assertThat(geometry.spacingMm(2)).isCloseTo(15, within(1e-4));
        assertThat(warnings).hasSize(warned);
    }

    /** A gantry that is tilted by more than rounding can turn is still one. */
    @Test
    void aTiltStaysATilt() throws IOException {
        for (int k = 0; k < 3; k++) {
            write(
                    "s" + k,
                    DicomBytes.slice(0)
                            .text(0x00200032, "DS", "0\\" + 0.3 * k + "\\" + 5 * k)
                            .text(0x00200037, "DS", "0.71\\0.71\\0\\-0.71\\0.71\\0"));
        }
        assertThat(refusal()).contains("has a tilt (gantry tilt)");
    }
}
