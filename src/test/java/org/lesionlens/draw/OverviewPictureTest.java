package org.lesionlens.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class OverviewPictureTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {72, 72, 5}, 1, 1, 5);

    /** Slices of rising brightness; the largest lesion is widest in the fourth. */
    @Test
    void theThumbnailIsTheSliceWhereTheLargestLesionIsWidest() throws IOException {
        Volume volume = Volume.allocate(GRID);
        LabelMap labels = LabelMap.allocate(GRID);
        for (int z = 0; z < 5; z++) {
            for (int y = 0; y < 72; y++) {
                for (int x = 0; x < 72; x++) {
                    volume.voxels().getAt(x, y, z).set(z);
                    boolean large = z >= 2 && x >= 20 && y >= 20 && y < 40 && x < (z == 3 ? 60 : 30);
                    boolean small = z == 1 && x > 60 && y < 4;
                    labels.voxels().getAt(x, y, z).set(large ? 1 : small ? 2 : 0);
                }
            }
        }
        BufferedImage small = thumbnail(volume, labels);
        assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(144, 144);
        int[] tissue = small.getRaster().getPixel(130, 130, (int[]) null);
        assertThat(tissue[1]).as("of slice 3 of 0 to 4").isBetween(183, 200);
        Color outline = new Color(small.getRGB(80, 40));
        assertThat(outline.getRed() - outline.getBlue()).as("orange").isGreaterThan(100);
    }

    @Test
    void whereTheSegmenterTellsClassesApartALesionHasTheColourOfItsClass() throws IOException {
        LabelMap labels = LabelMap.allocate(GRID);
        for (int i = 0; i < 400; i++) {
            labels.voxels().getAt(20 + i % 20, 20 + i / 20, 2).set(1);
        }
        Lesion lesion = LesionMeasurements.measure(labels, Optional.empty(), Optional.empty())
                .get(0);
        Label necrosis = new Label(3, "necrosis", Optional.empty(), "#0000FF", true);
        LesionAnalysis analysis = new LesionAnalysis(
                Optional.empty(),
                labels,
                List.of(new Finding(lesion, Optional.of(necrosis), Optional.of(necrosis), Map.of())),
                Optional.empty(),
                List.of(),
                null,
                Map.of());
        assertThat(OverviewPicture.colorText(analysis, 1)).isEqualTo("#0000FF");
        BufferedImage small = thumbnail(Volume.allocate(GRID), analysis);
        long blue = IntStream.range(0, 144 * 144)
                .mapToObj(i -> new Color(small.getRGB(i % 144, i / 144)))
                .filter(color -> color.getBlue() - color.getRed() > 60)
                .count();
        assertThat(blue).isGreaterThan(50);
    }

    @Test
    void withoutALesionThereIsOneToo() throws IOException {
        assertThat(thumbnail(Volume.allocate(GRID), LabelMap.allocate(GRID)).getWidth())
                .isEqualTo(144);
    }

    private static BufferedImage thumbnail(Volume volume, LabelMap labels) throws IOException {
        ProbabilityMap probability = ProbabilityMap.allocate(GRID);
        List<Finding> findings = LesionMeasurements.measure(labels, Optional.of(probability), Optional.empty()).stream()
                .map(Finding::unclassified)
                .toList();
        return thumbnail(
                volume,
                new LesionAnalysis(
                        Optional.of(probability), labels, findings, Optional.empty(), List.of(), null, Map.of()));
    }

    private static BufferedImage thumbnail(Volume volume, LesionAnalysis analysis) throws IOException {
        String jpeg = new OverviewPicture("a", Image.of(volume), analysis).thumbnail();
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(jpeg)));
    }
}
