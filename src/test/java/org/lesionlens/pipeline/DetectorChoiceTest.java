package org.lesionlens.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.Task;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/** Detectors among the models that are there. */
class DetectorChoiceTest {
    private static final VolumeGeometry PICTURE = VolumeGeometry.uncalibrated(128, 96);
    private ModelsFrom detectors;

    @BeforeEach
    void takeDetectors() {
        detectors = ModelsFrom.folder(TinyDetectors.FOLDER);
    }

    @AfterEach
    void takeTheOthersAgain() {
        detectors.close();
    }

    private static SeenImage seen(int channels, boolean inColour) {
        ImageTraits traits = new ImageTraits(Optional.empty(), inColour, false);
        return new SeenImage(PICTURE, Collections.nCopies(channels, traits), false);
    }

    @Test
    void aDetectorIsNoSegmenterAndNoClassifier() throws IOException {
        assertThat(ModelChoices.names(Task.DETECTION))
                .contains(TinyDetectors.BRIGHT, TinyDetectors.COLOUR, TinyDetectors.RAW, TinyDetectors.VOLUME);
        assertThat(ModelChoices.readable(Task.SEGMENTATION)).doesNotContainKey(TinyDetectors.BRIGHT);
        assertThat(ModelChoices.readable(Task.CLASSIFICATION)).doesNotContainKey(TinyDetectors.BRIGHT);
        assertThat(ModelChoices.unreadable()).isEmpty();
        assertThat(ModelPairing.classifierFor(TinyDetectors.read(TinyDetectors.BRIGHT)))
                .isEmpty();
        assertThat(ModelSearch.of(Task.SEGMENTATION).models())
                .extracting(Model::task)
                .doesNotContain(Task.DETECTION);
        assertThat(ModelSearch.of(Task.DETECTION).models())
                .extracting(Model::task)
                .containsOnly(Task.DETECTION);
        assertThatThrownBy(() -> ChosenModels.find(Optional.of(TinyDetectors.BRIGHT), Optional.empty()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("bright-detector is for detection but --model needs one for segmentation");
        assertThatThrownBy(() -> ChosenModels.find(Optional.empty(), Optional.of(TinyDetectors.BRIGHT)))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void aDetectorIsFoundByItsName() throws IOException {
        assertThat(ChosenDetector.isNamedBy(TinyDetectors.BRIGHT)).isTrue();
        ChosenDetector found = ChosenDetector.find(TinyDetectors.BRIGHT);
        assertThat(found.model()).isEqualTo(TinyDetectors.read(TinyDetectors.BRIGHT));
        assertThat(ModelStanding.warnings(found.model())).isEmpty();
        assertThatThrownBy(() -> ChosenDetector.find("no-such-detector")).isInstanceOf(UsageException.class);
        assertThat(ModelChoices.proposal("threshold", TinyDetectors.BRIGHT)).isEmpty();
    }

    @Test
    void oneIsProposedOnlyWhereThereIsNoOther() {
        assertThat(DefaultModel.proposal(Task.DETECTION)).isEmpty();
    }

    @Test
    void aDetectorOfColourTakesPicturesInColourAndNoOther() throws IOException {
        Model colour = TinyDetectors.read(TinyDetectors.COLOUR);
        Model grey = TinyDetectors.read(TinyDetectors.BRIGHT);
        assertThat(ModelFit.of(seen(3, true), colour).grade()).isEqualTo(ModelFit.Grade.UNKNOWN);
        assertThat(ModelFit.of(seen(1, false), colour).why()).isEqualTo("it takes 3 channels");
        assertThat(ModelFit.of(seen(1, true), grey).why()).contains("in colour");
        assertThat(new ChosenDetector(colour).warnings(PICTURE, seen(3, true).traits()))
                .noneMatch(warning -> warning.contains("colour"));
        assertThat(new ChosenDetector(grey).warnings(PICTURE, seen(1, true).traits()))
                .anyMatch(warning -> warning.contains("the image is in colour, as photographs are"));
    }

    @Test
    void aListSaysWhatADetectorDoes() throws IOException {
        assertThat(ModelChoices.use(TinyDetectors.read(TinyDetectors.BRIGHT)))
                .isEqualTo("single pictures, whatever their pixel size, of phantom OT; draws boxes round lesions");
    }

    @Test
    void theOneThatIsMeantIsFoundByTheImage() throws IOException {
        ModelSearch search = ModelSearch.of(Task.DETECTION);
        assertThat(search.suitable(model -> Optional.of(seen(3, true))))
                .extracting(model -> Path.of(model.identity().folder().toString())
                        .getFileName()
                        .toString())
                .isEqualTo(List.of(TinyDetectors.COLOUR));
    }
}
