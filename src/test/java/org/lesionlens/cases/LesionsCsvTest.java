package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.Row;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Diameter;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.Segment;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

class LesionsCsvTest {
    private static final String HEADER =
            "case,label,class,class_probability,voxels,volume_ml,area_mm2,centroid_x_mm,centroid_y_mm,centroid_z_mm,"
                    + "bbox_x_min,bbox_y_min,bbox_z_min,bbox_x_max,bbox_y_max,bbox_z_max,"
                    + "diameter_mm,diameter_slice,perpendicular_mm,mean_probability,max_probability,"
                    + "mean_intensity,sd_intensity,p10_intensity,p90_intensity,class_probabilities\n";

    @TempDir
    Path folder;

    @Test
    void aLesionIsARowWithDotsInEveryLocale() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            LesionMeasurements m = new LesionMeasurements(
                    1234567,
                    1e-5,
                    100,
                    new Position(-0.0, 1 / 3.0, 123.456789),
                    new BoundingBox(1, 2, 3, 4, 5, 6),
                    diameter(12.5, 10),
                    0.75,
                    1);
            assertThat(written(List.of(new Lesion(1, m, "meningioma", 0.9))))
                    .isEqualTo(HEADER
                            + "\"a,b\",1,meningioma,0.9,1234567,0.00001,100,0,0.3333333,123.4568,"
                            + "1,2,3,4,5,6,12.5,7,10,0.75,1,,,,,\n");
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Diameter diameter(double longest, double perpendicular) {
        Segment nowhere = new Segment(new Position(0, 0, 0), new Position(0, 0, 0));
        return new Diameter(7, longest, perpendicular, nowhere, nowhere);
    }

    @Test
    void whatIsUnknownIsEmpty() throws IOException {
        LabelMap labels = LabelMap.allocate(VolumeGeometry.uncalibrated(4, 4));
        labels.voxels().getAt(1, 2, 0).set(3);
        List<Lesion> lesions = LesionMeasurements.measure(
                labels, Optional.of(ProbabilityMap.allocate(labels.geometry())), Optional.empty());
        assertThat(written(lesions)).isEqualTo(HEADER + "\"a,b\",3,,,1,,,,,,1,2,0,2,3,1,,0,,0,0,,,,,\n");
    }

    @Test
    void aRowThatIsReadIsTheOneThatWasWritten() throws IOException {
        LabelMap labels = LabelMap.allocate(VolumeGeometry.axisAligned(new long[] {4, 4, 100}, 1 / 3.0, 10, 1e-7));
        labels.voxels().forEach(voxel -> voxel.set(1));
        Lesion found = LesionMeasurements.measure(
                        labels, Optional.of(ProbabilityMap.allocate(labels.geometry())), Optional.empty())
                .get(0);
        List<CaseLesion> lesions = CaseLesion.of(
                "=a,b", List.of(found, found.withClass("-glioma", 2 / 3.0)), Map.of(1, Map.of("-glioma", 2 / 3.0)));
        LesionsCsv.TABLE.write(folder.resolve("lesions.csv"), lesions);
        assertThat(LesionsCsv.TABLE.read(folder.resolve("lesions.csv"))).isEqualTo(LesionsCsv.TABLE.rows(lesions));
    }

    @Test
    void whatAnOlderTableHasNoColumnForIsUnknown() throws IOException {
        Path older = Files.writeString(folder.resolve("lesions.csv"), "case,label,volume_ml,more\na,1,0.50,x\n");
        Row row = LesionsCsv.TABLE.read(older).get(0);
        assertThat(row.number(LesionsCsv.VOLUME)).hasValue(new BigDecimal("0.5"));
        assertThat(row.number(LesionsCsv.DIAMETER)).isEmpty();
        assertThat(row.text(LesionsCsv.CLASS)).isEmpty();
    }

    @Test
    void aTextInPlaceOfANumberIsRefused() throws IOException {
        Path edited = Files.writeString(folder.resolve("lesions.csv"), "case,label,volume_ml\na,1,\"0,5\"\n");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> LesionsCsv.TABLE.read(edited))
                .withMessageContaining("lesions.csv: has \"0,5\" in the column volume_ml");
    }

    @Test
    void withoutLesionsThereIsTheHeader() throws IOException {
        assertThat(written(List.of())).isEqualTo(HEADER);
    }

    private String written(List<Lesion> lesions) throws IOException {
        LesionsCsv.TABLE.write(folder.resolve("lesions.csv"), CaseLesion.of("a,b", lesions, Map.of()));
        return Files.readString(folder.resolve("lesions.csv"));
    }
}
