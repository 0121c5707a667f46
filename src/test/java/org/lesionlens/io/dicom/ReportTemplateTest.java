package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.VolumeGeometry;

/** Reports hold what the templates of PS3.16 demand. */
class ReportTemplateTest extends ReportFixture {
    @ParameterizedTest
    @EnumSource(SourceImages.Kind.class)
    void everyMandatoryRowIsThereForAnyNumberOfLesions(SourceImages.Kind kind) throws IOException {
        LoadedSeries series = load(SourceImages.oblique(kind).write(folder.resolve("source")));
        VolumeGeometry grid = series.volume().geometry();
        for (int lesions = 0; lesions <= 2; lesions++) {
            for (boolean byClass : List.of(false, true)) {
                WrittenDicom report = report(upTo(lesions, grid, byClass), series.source());
                assertThat(ReportRows.complaints(report, lesions)).isEmpty();
                assertThat(report.groups()).hasSize(lesions);
            }
        }
    }

    /** Else the table above would prove nothing. */
    @Test
    void aReportWithoutOneOfTheItemsIsComplainedOf() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        WrittenDicom report = report(upTo(2, series.volume().geometry(), false), series.source());
        List<String> names = new ArrayList<>();
        ReportRows.REPORT.forEach(row -> names.add(row.concept()));
        ReportRows.measurements(2).forEach(row -> names.add(row.concept()));
        ReportRows.GROUP.stream().filter(row -> row.least() > 0).forEach(row -> names.add(row.concept()));
        for (String name : names) {
            if (!name.isEmpty()) {
                assertThat(ReportRows.complaints(without(report, name), 2))
                        .as(name)
                        .isNotEmpty();
            }
        }
        assertThat(names).hasSizeGreaterThan(15);
        assertThat(ReportRows.complaints(report, 3)).isNotEmpty();
    }

    private static WrittenDicom without(WrittenDicom item, String concept) {
        Map<Integer, List<WrittenDicom>> sequences = new TreeMap<>(item.sequences());
        sequences.put(
                0x0040a730,
                item.children().stream()
                        .filter(child -> !child.concept().equals(concept))
                        .map(child -> without(child, concept))
                        .toList());
        return new WrittenDicom(item.values(), sequences);
    }

    @Test
    void aReportOfNoLesionSaysSo() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source")));
        WrittenDicom report = report(upTo(0, series.volume().geometry(), false), series.source());
        WrittenDicom evaluation = report.child("UMLS:C0034375").child("SCT:52988006");
        assertThat(evaluation.code(0x0040a168)).isEqualTo("SCT:272519000");
        assertThat(report.items(0x0040a375).get(0).items(0x00081115))
                .as("there is nothing to say of the segmentation")
                .hasSize(1);
        WrittenDicom found = report(upTo(1, series.volume().geometry(), false), series.source());
        assertThat(found.children("UMLS:C0034375")).isEmpty();
    }

    @Test
    void aGroupIsOfASegmentAndCallsItByTheSameIdentifiers() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        Segmentation segmentation = upTo(2, series.volume().geometry(), false);
        WrittenDicom report = report(segmentation, series.source());
        WrittenDicom seg = WrittenDicom.of(write(segmentation, series.source()));
        for (int i = 0; i < 2; i++) {
            WrittenDicom group = report.groups().get(i);
            WrittenDicom segment = seg.items(0x00620002).get(i);
            WrittenDicom reference = group.child("DCM:121191").items(0x00081199).get(0);
            assertThat(reference.text(0x00081155)).isEqualTo(seg.text(0x00080018));
            assertThat(reference.text(0x00081150)).isEqualTo(seg.text(0x00080016));
            assertThat(reference.whole(0x0062000b)).isEqualTo(segment.whole(0x00620004));
            assertThat(group.child("DCM:112039").text(0x0040a160)).isEqualTo(segment.text(0x00620020));
            assertThat(group.child("DCM:112040").text(0x0040a124)).isEqualTo(segment.text(0x00620021));
            assertThat(group.child("DCM:121071").code(0x0040a168)).isEqualTo(segment.code(0x0062000f));
            assertThat(group.child("SCT:276214006").code(0x0040a168)).isEqualTo(segment.code(0x00620003));
            assertThat(group.child("SCT:363698007").code(0x0040a168)).isEqualTo("SCT:12738006");
        }
        List<String> referred = new ArrayList<>();
        report.items(0x0040a375).get(0).items(0x00081115).forEach(one -> referred.add(one.text(0x0020000e)));
        assertThat(referred).containsExactly(series.source().series(), seg.text(0x0020000e));
        assertThat(report.decimals(0x00200011)).containsExactly(402);
    }

    @Test
    void aGroupHoldsTheMeasurements() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        Segmentation segmentation = upTo(2, series.volume().geometry(), false);
        WrittenDicom report = report(segmentation, series.source());
        for (Lesion lesion : lesions(segmentation)) {
            WrittenDicom group = report.groups().get(lesion.label() - 1);
            assertNumber(group, "SCT:118565006", lesion.measurements().volumeMl(), "UCUM:cm3");
            assertNumber(group, LONG_AXIS, lesion.measurements().diameter().longestMm(), "UCUM:mm");
            assertNumber(group, SHORT_AXIS, lesion.measurements().diameter().perpendicularMm(), "UCUM:mm");
            assertNumber(group, "DCM:122157", lesion.measurements().meanProbability(), "UCUM:1");
            assertNumber(group, "99LESIONLENS:VOXELS", lesion.measurements().voxels(), "UCUM:{voxels}");
            assertThat(group.children("SCT:42798000")).as("of a volume no area").isEmpty();
            double[] center = group.child("DCM:121071").child("DCM:111010").floats(0x00700022);
            assertThat(center)
                    .containsExactly(
                            new double[] {
                                lesion.measurements().centroid().x(),
                                lesion.measurements().centroid().y(),
                                lesion.measurements().centroid().z()
                            },
                            org.assertj.core.data.Offset.offset(1e-4));
        }
        WrittenDicom kind = report.groups().get(0).child("DCM:121073");
        assertThat(kind.code(0x0040a168)).isEqualTo("SCT:393564001");
        assertThat(kind.child("DCM:122157").number()).isEqualTo(0.93);
        assertThat(report.groups().get(1).children("DCM:121073"))
                .as("of no class")
                .isEmpty();
    }

    private static void assertNumber(WrittenDicom group, String concept, double value, String unit) {
        assertThat(group.child(concept).number())
                .as(concept)
                .isCloseTo(value, org.assertj.core.data.Offset.offset(1e-9 * Math.abs(value)));
        assertThat(group.child(concept).unit()).isEqualTo(unit);
    }

    @Test
    void framesOfUltrasoundHaveAreasAndNoPlace() throws IOException {
        LoadedSeries series =
                load(SourceImages.oblique(SourceImages.Kind.ULTRASOUND).write(folder.resolve("source")));
        Segmentation segmentation = upTo(1, series.volume().geometry(), false);
        WrittenDicom group = report(segmentation, series.source()).groups().get(0);
        assertThat(group.children("SCT:118565006")).isEmpty();
        assertNumber(
                group,
                "SCT:42798000",
                lesions(segmentation).get(0).measurements().areaMm2(),
                "UCUM:mm2");
        assertThat(group.child("DCM:121071").children()).as("no centre").isEmpty();
        WrittenDicom line = group.child(LONG_AXIS).children().get(0);
        assertThat(line.type()).isEqualTo("SCOORD");
        assertThat(line.children().get(0).items(0x00081199).get(0).decimals(0x00081160))
                .containsExactly(
                        lesions(segmentation).get(0).measurements().diameter().slice() + 1);
    }

    @Test
    void aSingleSliceHasItsAreaToo() throws IOException {
        Path source = SourceImages.oblique(SourceImages.Kind.CT).write(folder.resolve("source"));
        LoadedSeries series = load(source.resolve("IM1.dcm"));
        Segmentation segmentation = upTo(1, series.volume().geometry(), false);
        WrittenDicom group = report(segmentation, series.source()).groups().get(0);
        long voxels = lesions(segmentation).get(0).measurements().voxels();
        assertNumber(group, "SCT:42798000", voxels * 0.9 * 0.7, "UCUM:mm2");
        assertNumber(group, "SCT:118565006", voxels * 0.9 * 0.7 * 2 / 1000, "UCUM:cm3");
    }

    /** Nothing is said in mm where nobody knows the size of a pixel. */
    @Test
    void pixelsOfUnknownSizeAreCountedAndNotMeasured() throws IOException {
        LoadedSeries series =
                load(SourceImages.oblique(SourceImages.Kind.ULTRASOUND).write(folder.resolve("source")));
        Segmentation segmentation = upTo(
                1, VolumeGeometry.uncalibrated(SourceImages.COLUMNS, SourceImages.ROWS, SourceImages.SLICES), false);
        WrittenDicom report = report(segmentation, series.source());
        assertThat(ReportRows.complaints(report, 1)).isEmpty();
        List<String> units = report.groups().get(0).children().stream()
                .filter(item -> item.type().equals("NUM"))
                .map(WrittenDicom::unit)
                .toList();
        assertThat(units).containsExactly("UCUM:{voxels}", "UCUM:1");
    }

    @Test
    void ofAClassTheAxesAreTheLongestOfItsLesions() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        WrittenDicom group = report(upTo(1, series.volume().geometry(), true), series.source())
                .groups()
                .get(0);
        assertThat(group.child("DCM:112039").text(0x0040a160)).isEqualTo("class 1 glioma");
        assertThat(group.child(LONG_AXIS).child("DCM:121401").code(0x0040a168)).isEqualTo("SCT:56851009");
        assertThat(group.child("DCM:121106").text(0x0040a160)).contains("All lesions of the class");
    }

    @Test
    void aSegmentationOfOtherLesionsIsRefused() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        VolumeGeometry grid = series.volume().geometry();
        List<Lesion> two = lesions(upTo(2, grid, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportWriter.write(
                        folder.resolve("r.dcm"),
                        upTo(1, grid, false),
                        two,
                        Derivation.now(series.source(), ALGORITHM, "0.1.0")))
                .withMessageContaining("must be those of the segments, [1]");
    }
}
