package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.GridProperty;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.VolumeGeometry;

/** What is exported says of its place what the NIfTI file says that was opened, in both forms. */
class FormsMacroTest extends MacroFixture {
    /** The header of the phantom with other codes, a sform 30 mm elsewhere, and if wanted nothing known at all. */
    private Path source(int qform, int sform, boolean sizes) throws IOException {
        byte[] file = unpacked(DATA.resolve("phantom_mask.nii.gz"));
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(252, (short) qform).putShort(254, (short) sform);
        header.putFloat(292, header.getFloat(292) + 30.1f);
        if (!sizes) {
            header.put(123, (byte) 0);
            header.putFloat(80, 1).putFloat(84, 1).putFloat(88, 1);
        }
        return Files.write(folder("in").resolve("source.nii"), file);
    }

    private static byte[] unpacked(Path gzip) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(gzip))).readAllBytes();
    }

    private byte[] exported(Path source, String change, String kind) throws IOException {
        return exported(source, change, kind, "");
    }

    private byte[] exported(Path source, String change, String kind, String options) throws IOException {
        Path out = folder("out " + kind);
        assertThat(IJ.runMacro("run(\"Open Medical Volume...\", \"path=[" + path(source) + "]\");" + change
                        + "run(\"Export Segmentation...\", \"folder=[" + path(out)
                        + "] name=x csv=false roizip=false mask=true overwrite=true " + options
                        + "\"); close(\"*\"); return \"survived\";"))
                .isEqualTo("survived");
        return unpacked(out.resolve("x_" + kind + ".nii.gz"));
    }

    /** Voxel sizes, unit, codes and all numbers of both forms. */
    private static byte[] place(byte[] file) {
        byte[] place = Arrays.copyOfRange(file, 252, 328);
        return ByteBuffer.allocate(place.length + 17)
                .put(file, 76, 16)
                .put(file[123])
                .put(place)
                .array();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "1, 2, true", "2, 0, true", "0, 4, true", "0, 0, false"})
    void anExportCarriesBothFormsAndCodesOfItsSource(int qform, int sform, boolean sizes) throws IOException {
        Path source = source(qform, sform, sizes);
        byte[] expected = place(Files.readAllBytes(source));
        assertThat(place(exported(source, "", "labels"))).isEqualTo(expected);
        assertThat(place(exported(source, "", "mask"))).isEqualTo(expected);
        String tiff = path(folder("in").resolve("saved.tif"));
        String saved = "saveAs(\"Tiff\", \"" + tiff + "\"); close(); open(\"" + tiff + "\");";
        assertThat(place(exported(source, saved, "labels"))).isEqualTo(expected);
    }

    @Test
    void aCropIsMovedInBothForms() throws IOException {
        Path source = source(1, 2, true);
        byte[] crop = exported(source, "makeRectangle(20, 40, 150, 110); run(\"Crop\");", "labels");
        for (int unused : new int[] {254, 252}) {
            VolumeGeometry whole = without(Files.readAllBytes(source), unused);
            VolumeGeometry part = without(crop, unused);
            double[] first = whole.toIndex(part.toWorld(0, 0, 0));
            assertThat(first).containsExactly(new double[] {Math.rint(first[0]), Math.rint(first[1]), 0}, within(1e-3));
            assertThat(Math.rint(first[0]) + Math.rint(first[1])).isPositive();
            assertThat(whole.toIndex(part.toWorld(9, 9, 9)))
                    .containsExactly(new double[] {first[0] + 9, first[1] + 9, 9}, within(1e-3));
        }
    }

    private VolumeGeometry without(byte[] file, int code) throws IOException {
        byte[] other = file.clone();
        other[code] = 0;
        Path path = Files.write(folder("in").resolve("one.nii"), other);
        return VolumeFiles.read(path, Optional.empty()).volume().geometry();
    }

    /** The old forms do not hold for what was changed, so nobody is led to think that they do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Properties...\", \"unit=mm pixel_width=2 pixel_height=2 voxel_depth=3\");",
                "run(\"Flip Horizontally\", \"stack\");",
                "run(\"Rotate 90 Degrees Right\");",
                "run(\"Canvas Size...\", \"width=400 height=400 position=Center zero\");",
                "run(\"Scale...\", \"x=0.5 y=0.5 z=1.0 interpolation=None process create\");",
                "setSlice(5); run(\"Delete Slice\");"
            })
    void whatWasNeverPlacedAndChangedIsRefusedUnlessItIsAskedFor(String change) throws IOException {
        Path source = source(0, 0, false);
        Path out = folder("refused");
        assertThat(log("run(\"Open Medical Volume...\", \"path=[" + path(source) + "]\");" + change
                        + "run(\"Export Segmentation...\", \"folder=[" + path(out) + "] name=x\");"))
                .contains("nobody knows where it lies in the patient")
                .contains("unplaced=true");
        assertThat(out).isEmptyDirectory();
        byte[] labels = exported(source, change, "labels", "unplaced=true");
        assertThat(Arrays.copyOfRange(labels, 252, 256)).containsOnly(0);
        assertThat(Arrays.copyOfRange(labels, 280, 328))
                .as("sform")
                .isNotEqualTo(Arrays.copyOfRange(Files.readAllBytes(source), 280, 328));
        assertThat(labels[123]).isEqualTo((byte) (change.contains("unit=mm") ? 2 : 0));
    }

    /** Numbers of the whole do not hold for a part, so forms that lead nowhere are left out of it. */
    @Test
    void aCropOfWhatWasNeverPlacedDoesNotCarryTheOldForms() throws IOException {
        byte[] crop = exported(source(0, 0, false), "makeRectangle(20, 40, 150, 110); run(\"Crop\");", "labels");
        assertThat(Arrays.copyOfRange(crop, 252, 328)).as("codes and forms").containsOnly(0);
    }

    /** Texts of older images say a grid and nothing else. */
    @Test
    void gridsOfOlderImagesAreRead() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {4, 5, 6}, 1, 2, 3);
        String text = GridProperty.write(grid);
        assertThat(GridProperty.read(text.replace(" placed", ""))).contains(grid);
        assertThat(GridProperty.read(GridProperty.write(grid.withoutPlace()))).contains(grid.withoutPlace());
        for (String edited : new String[] {"", "4 5", text + " 1 2", text.replace("placed", "here"), text + " x"}) {
            assertThat(GridProperty.read(edited)).isEmpty();
        }
    }
}
