package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class DetectorTilesTest {
    private static final int SIDE = 64;
    private static final int COMMON = 24;

    @TempDir
    private Path models;

    private static DetectorTiles tiles(Image image, Model model) {
        return new DetectorTiles(new PreparedImage(ModelChannels.of(image, model), model));
    }

    /** Pictures whose longer side the network sees with 160 pixels. */
    @ParameterizedTest
    @CsvSource({"160, 160", "160, 64", "160, 30", "97, 160", "320, 131"})
    void everyPlaceIsAnsweredForByOneTileThatSeesIt(int width, int height) throws IOException {
        Image image = TinyDetectors.colour(VolumeGeometry.uncalibrated(width, height));
        double scale = 160.0 / Math.max(width, height);
        List<DetectorTile> tiles =
                tiles(image, TinyDetectors.read(TinyDetectors.COLOUR)).of(0);
        for (double y = 0; y <= height * scale; y += 0.5) {
            for (double x = 0; x <= width * scale; x += 0.5) {
                double atX = x;
                double atY = y;
                List<DetectorTile> own =
                        tiles.stream().filter(tile -> tile.answersFor(atX, atY)).toList();
                assertThat(own).as("%s, %s", x, y).hasSize(1);
                assertThat(x)
                        .isBetween(
                                (double) own.get(0).window().x(),
                                own.get(0).window().x() + (double) SIDE);
                assertThat(y)
                        .isBetween(
                                (double) own.get(0).window().y(),
                                own.get(0).window().y() + (double) SIDE);
            }
        }
    }

    @Test
    void tilesHaveAtLeastAsMuchInCommonAsTheModelSays() throws IOException {
        Image image = TinyDetectors.colour(VolumeGeometry.uncalibrated(160, 64));
        List<Integer> starts = tiles(image, TinyDetectors.read(TinyDetectors.COLOUR)).of(0).stream()
                .map(tile -> tile.window().x())
                .toList();
        assertThat(starts).containsExactly(0, 32, 64, 96);
        assertThat(starts.get(0) + SIDE - starts.get(1)).isGreaterThanOrEqualTo(COMMON);
    }

    @Test
    void whatIsLargerThanAFixedWindowIsRefused() throws IOException {
        Files.createDirectories(models.resolve(TinyDetectors.FOLDER.getFileName()));
        Model fixed = Model.read(ChangedModel.copy(
                "detectors/" + TinyDetectors.BRIGHT, models, text -> text.replace("    task: detection\n", """
                            task: detection
                            preparation: [{step: reorient, to: shown}]
                            network: {window: {kind: whole, sides: [{least: 64}, {least: 64}]}}
                        """)));
        Volume picture = Volume.allocate(VolumeGeometry.uncalibrated(80, 64));
        TinyDetectors.draw(picture, TinyDetectors.box(3, 3, 20, 20, 0), 255);
        assertThatThrownBy(() -> tiles(Image.of(picture), fixed))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining(
                        "has 80 voxels along x as the model bright-detector sees it but must have at most 64");
    }
}
