package org.lesionlens.io.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** What is written on the grid of a NIfTI file says of its place what that file says, in both forms. */
class NiftiFormsTest {
    private static final int CODES_UNIT_AND_SIZES = 7;

    /** Here {@code src/test/python/cross_check_readers.py} lets other programs compare images and masks. */
    private static final Path JUDGED = Path.of("target", "cross-check", "forms");

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    /** All pairs of codes, forms that agree and forms that do not, and what headers have besides. */
    private static Map<String, NiftiFormBytes> sources() {
        Map<String, NiftiFormBytes> sources = new LinkedHashMap<>();
        for (int code = 0; code < 50; code++) {
            NiftiFormBytes forms = code < 25 ? NiftiFormBytes.AGREEING : NiftiFormBytes.AGREEING.apart();
            int q = code % 25 / 5;
            int s = code % 5;
            sources.put("q" + q + "_s" + s + (code < 25 ? "" : "_apart"), forms.codes(q, s));
        }
        NiftiFormBytes forms = NiftiFormBytes.AGREEING;
        sources.put("micrometre", forms.units(3));
        sources.put("metre_and_seconds", forms.units(1 + 8).apart());
        sources.put("no_unit", forms.units(0).codes(0, 0));
        sources.put("nothing_known", forms.units(0).codes(0, 0).pixdim(1, 1, 1, 1));
        sources.put("no_qfac", forms.codes(2, 0).pixdim(0, 0.7, 0.9, 3.1));
        sources.put("negative_sizes", forms.codes(0, 2).pixdim(1, -0.7, 0.9, -3.1));
        sources.put("slice", forms.dim(3, 6, 5, 1));
        sources.put("flat", forms.dim(2, 6, 5).codes(0, 0));
        sources.put("flat_with_codes", forms.dim(2, 6, 5).apart());
        sources.put("flat_without_thickness", forms.dim(2, 6, 5).codes(1, 0).pixdim(1, 0.7, 0.9, 0));
        sources.put("row", forms.dim(1, 6));
        sources.put("empty_sform", forms.sform(new double[12]).codes(1, 2));
        sources.put("empty_qform", forms.pixdim(1, 0, 0.9, 3.1).codes(1, 2));
        return sources;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void masksSayOfTheirPlaceWhatTheImageSays(boolean second, boolean big) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Files.createDirectories(JUDGED);
        for (Map.Entry<String, NiftiFormBytes> source : sources().entrySet()) {
            byte[] image = source.getValue().with(second, order).array();
            String name = (second ? "second_" : "first_") + (big ? "big_" : "little_") + source.getKey();
            Volume volume = NiftiReader.read(Files.write(JUDGED.resolve(name + ".nii"), image), warnings::add);
            Path mask = JUDGED.resolve(name + "_mask.nii");
            NiftiWriter.FAST.writeMask(mask, LabelMap.allocate(volume.geometry()));
            assertSamePlace(name, mask, image);
            NiftiWriter.FAST.writeLabels(folder.resolve("l.nii"), LabelMap.allocate(volume.geometry()));
            assertSamePlace(name, folder.resolve("l.nii"), image);
            NiftiWriter.FAST.writeProbability(folder.resolve("p.nii"), ProbabilityMap.allocate(volume.geometry()));
            assertSamePlace(name, folder.resolve("p.nii"), image);
            NiftiWriter.FAST.writeVolume(folder.resolve("v.nii"), volume);
            assertSamePlace(name, folder.resolve("v.nii"), image);
            assertThat(NiftiReader.read(mask).geometry()).as(name).isEqualTo(volume.geometry());
        }
    }

    private static void assertSamePlace(String name, Path written, byte[] image) throws IOException {
        byte[] mask = Files.readAllBytes(written);
        assertThat(NiftiFormBytes.place(mask)).as(name).isEqualTo(NiftiFormBytes.place(image));
        boolean big = image[0] == 0;
        int dimensions = image[image[big ? 3 : 0] == 28 ? (big ? 23 : 16) : (big ? 41 : 40)];
        assertThat(mask[mask[0] == 28 ? 16 : 40]).as(name).isEqualTo((byte) dimensions);
    }

    @Test
    void whereLeftIsUnknownThatIsSaid() throws IOException {
        Volume unplaced = read(NiftiFormBytes.AGREEING.codes(0, 0));
        assertThat(unplaced.geometry().placed()).isFalse();
        assertThat(unplaced.geometry().spacingMm(2)).isCloseTo(3.1, within(1e-6));
        assertThat(warnings)
                .containsExactly("the file does not say where it lies (qform_code and sform_code are 0):"
                        + " left and right are unknown, and so are positions in the patient");
        Volume nothing = read(NiftiFormBytes.AGREEING.codes(0, 0).units(0).pixdim(0, 1, 0, 1));
        assertThat(nothing.geometry().calibrated()).isFalse();
        assertThat(warnings.get(1)).contains("nothing is measured in mm, and left and right are unknown");
        assertThat(read(NiftiFormBytes.AGREEING.codes(0, 3)).geometry().placed())
                .isTrue();
        assertThat(read(NiftiFormBytes.AGREEING.codes(4, 0)).geometry().placed())
                .isTrue();
        assertThat(warnings).hasSize(2);
    }

    @Test
    void anEmptySformLeavesThePlaceToTheQform() throws IOException {
        VolumeGeometry expected = read(NiftiFormBytes.AGREEING.codes(1, 0)).geometry();
        double[] singular = {1, 2, 0, 5, 1, 2, 0, 5, 0, 0, 1, 5};
        double[] endless = {1, 0, 0, Double.NaN, 0, 1, 0, 0, 0, 0, 1, 0};
        for (double[] sform : new double[][] {new double[12], singular, endless}) {
            warnings.clear();
            VolumeGeometry geometry =
                    read(NiftiFormBytes.AGREEING.sform(sform).codes(1, 1)).geometry();
            assertThat(geometry).isEqualTo(expected);
            assertThat(warnings).containsExactly("the sform of the header is empty or singular: the qform is used");
        }
    }

    @Test
    void anEmptyQformDoesNoHarm() throws IOException {
        VolumeGeometry geometry =
                read(NiftiFormBytes.AGREEING.pixdim(1, 0, 0, 0).codes(1, 2)).geometry();
        assertThat(geometry).isEqualTo(read(NiftiFormBytes.AGREEING.codes(0, 2)).geometry());
        assertThat(warnings).containsExactly("the qform of the header is empty or singular: the sform is used");
    }

    /** Slices of the explanations lie in both forms where they lie in the image. */
    @ParameterizedTest
    @CsvSource({"false, 1", "false, -1", "true, 1", "true, -1"})
    void aPartLiesInBothFormsWhereItLiesInTheImage(boolean second, long step) throws IOException {
        NiftiFormBytes source = NiftiFormBytes.AGREEING.apart().with(second, ByteOrder.BIG_ENDIAN);
        VolumeGeometry whole = read(source).geometry();
        long[] first = {1, 4, step > 0 ? 0 : 3};
        VolumeGeometry part = whole.part(first, new long[] {3, 2, 2}, new long[] {2, -2, step})
                .part(new long[] {1, 0, 0}, new long[] {2, 2, 2}, new long[] {1, 1, 1});
        Path file = folder.resolve("part.nii");
        NiftiWriter.FAST.writeMask(file, LabelMap.allocate(part));
        byte[] bytes = Files.readAllBytes(file);
        for (boolean bySform : new boolean[] {true, false}) {
            VolumeGeometry expected =
                    read(source.codes(bySform ? 0 : 1, bySform ? 1 : 0)).geometry();
            bytes[second ? 344 : 252] = (byte) (bySform ? 0 : 1);
            bytes[second ? 348 : 254] = (byte) (bySform ? 1 : 0);
            VolumeGeometry found = NiftiReader.read(Files.write(folder.resolve("one.nii"), bytes))
                    .geometry();
            assertThat(found.toWorld(0, 0, 0)).containsExactly(expected.toWorld(3, 4, first[2]), within(1e-4));
            assertThat(found.toWorld(1, 1, 1)).containsExactly(expected.toWorld(5, 2, first[2] + step), within(1e-4));
        }
    }

    /** Codes, unit and voxel sizes stay; numbers without a code lead nowhere, and those of the whole file are wrong here. */
    @Test
    void aSliceOfAFileWithoutCodesHasNone() throws IOException {
        NiftiFormBytes whole = NiftiFormBytes.AGREEING.codes(0, 0);
        Path slice = folder.resolve("slice.nii");
        NiftiWriter.FAST.writeMask(
                slice, LabelMap.allocate(read(whole).geometry().slice(2)));
        long[] expected = NiftiFormBytes.place(whole.array());
        long[] found = NiftiFormBytes.place(Files.readAllBytes(slice));
        assertThat(Arrays.copyOf(found, CODES_UNIT_AND_SIZES)).isEqualTo(Arrays.copyOf(expected, CODES_UNIT_AND_SIZES));
        assertThat(Arrays.copyOfRange(found, CODES_UNIT_AND_SIZES, found.length))
                .containsOnly(0L);
    }

    private Volume read(NiftiFormBytes file) throws IOException {
        return NiftiReader.read(Files.write(folder.resolve("scan.nii"), file.array()), warnings::add);
    }
}
