package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.TinyDetectors;

/** What descriptions of detectors say. */
class DetectionDescriptionTest {
    @TempDir
    private Path models;

    @Test
    void aDetectorIsRead() throws IOException {
        Model model = TinyDetectors.read(TinyDetectors.BRIGHT);
        assertThat(model.task()).isEqualTo(Task.DETECTION);
        assertThat(model.labels())
                .extracting(Label::name, Label::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("bright", 1),
                        org.assertj.core.groups.Tuple.tuple("grey", 2));
        assertThat(model.detection())
                .contains(new Detection(
                        "boxes",
                        "scores",
                        OptionalInt.empty(),
                        0.05,
                        100,
                        new Detection.Suppression.Hard(0.5, Detection.Over.LABEL),
                        List.of(0.3, 0.3),
                        Optional.of(new Detection.Hit.Overlap(0.5))));
        assertThat(model.answers()).containsExactlyInAnyOrder("boxes", "scores");
        assertThat(model.output()).isEmpty();
        assertThat(model.settings()).isEmpty();
        assertThat(model.isPrompted()).isFalse();
        assertThat(model.inputChannels()).isEqualTo(1);
        assertThat(model.explanations().classActivation()).contains("class_activation");
    }

    @Test
    void tilesSayWhatTheyHaveInCommonAndChannelsTheirColour() throws IOException {
        Model model = TinyDetectors.read(TinyDetectors.COLOUR);
        Window.Tiles tiles = (Window.Tiles) model.network().window();
        assertThat(tiles.sides()).containsExactly(64, 64);
        assertThat(tiles.step()).isEqualTo(40.0 / 64);
        assertThat(model.seesColour()).isTrue();
        assertThat(TinyDetectors.read(TinyDetectors.BRIGHT).seesColour()).isFalse();
        assertThat(model.preparation()).contains(new Preparation.FitLongSide(160));
    }

    @Test
    void whatIsNotDecodedHasCells() throws IOException {
        Detection detection = TinyDetectors.read(TinyDetectors.RAW).detection().orElseThrow();
        assertThat(detection.cell()).hasValue(4);
        assertThat(detection.suppression()).isEqualTo(new Detection.Suppression.Soft(0.5, Detection.Over.ALL));
        assertThat(detection.hit()).contains(new Detection.Hit.Centre(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "detection:|detects:|a mapping at /config/lesionlens/detection but has nothing there",
                "boxes: boxes|boxes: scores|another output than that of the boxes at /config/lesionlens/detection/scores",
                "scores: scores|points: scores|a text at /config/lesionlens/detection/scores",
                "pixels: input|pixels: file|must have input at /config/lesionlens/detection/pixels but has \"file\"",
                "coordinates: x0 y0 x1 y1|coordinates: cx cy w h|must have x0 y0 x1 y1, of windows with 2 sides,",
                "coordinates: x0 y0 x1 y1|coordinates: x0 y0 z0 x1 y1 z1|must have x0 y0 x1 y1, of windows with 2 sides,",
                "decoded: true|decoded: perhaps|true or false at /config/lesionlens/detection/decoded",
                "decoded: true|'decoded: true\n      cell: 4'|nothing where /decoded is true at /config/lesionlens/detection/cell",
                "decoded: true|decoded: false|a number at /config/lesionlens/detection/cell",
                "least_score: 0.05|least_score: 0|a number above 0, up to 1 at /config/lesionlens/detection/least_score",
                "least_score: 0.05|least_score: 1.5|a number above 0, up to 1 at /config/lesionlens/detection/least_score",
                "most: 100|most: 0|a whole number from 1 to 10000 at /config/lesionlens/detection/most",
                "kind: hard|kind: gentle|a kind of suppression that is unknown: \"gentle\"",
                "kind: hard|kind: soft|a number at /config/lesionlens/detection/suppression/sigma",
                "overlap: 0.5|overlap: -0.1|a number from 0 to 1 at /config/lesionlens/detection/suppression/overlap",
                "over: label|over: patient|suppression/over: \"patient\", which is unknown",
                "'      - 0.3\n      - 0.3'|'      - 0.3'|as many numbers as there are labels at /config/lesionlens/detection/thresholds",
                "'      - 0.3\n      - 0.3'|'      - 0.3\n      - 3'|a number from 0 to 1 at /config/lesionlens/detection/thresholds/1",
                "rule: overlap|rule: luck|a rule for hits that is unknown: \"luck\"",
                "least: 0.5|least: 0|a number above 0, up to 1 at /config/lesionlens/detection/hit/least",
                "kind: whole-slice|'kind: patch\n      size: 32\n      step: 1.0'|whole or tiles, of a detector, at /config/lesionlens/window/kind",
                "task: detection|'task: detection\n    prompt: box'|nothing, of a detector, at /config/lesionlens/prompt",
                "task: detection|'task: detection\n    output: {name: boxes}'|nothing, of a detector (see detection), at /config/lesionlens/output",
                "task: detection|'task: detection\n    network: {input: {axes: bcxy}}'|bcyx, of a detector, at /config/lesionlens/network/input/axes",
                "task: detection|'task: detection\n    preparation: [{step: crop-to-nonzero}]'|no crop-to-nonzero",
            })
    void whatIsWrongIsNamedByItsPlace(String right, String wrong, String named) throws IOException {
        Files.createDirectories(models.resolve(TinyDetectors.FOLDER.getFileName()));
        Path folder = ChangedModel.copy("detectors/" + TinyDetectors.BRIGHT, models, text -> {
            assertThat(text).contains(right);
            return text.replace(right, wrong);
        });
        assertThatThrownBy(() -> Model.read(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("install the model again");
    }

    @Test
    void tilesHaveLessInCommonThanTheyAreWide() throws IOException {
        Files.createDirectories(models.resolve(TinyDetectors.FOLDER.getFileName()));
        Path folder = ChangedModel.copy(
                "detectors/" + TinyDetectors.COLOUR, models, text -> text.replace("overlap: 24", "overlap: 64"));
        assertThatThrownBy(() -> Model.read(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("fewer pixels than /size, 64, at /config/lesionlens/window/overlap but has 64");
    }
}
