package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.UnsuitableImageException;

/** Series of one study as channels, and what is kept of where a volume comes from. */
class ChannelsOfAStudyTest {
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);
    private static final List<String> MODEL = List.of("t1", "flair");

    @TempDir
    private Path folder;

    /** Slices of 2 rows and 3 columns every 5 mm. */
    private void series(String name, String uid, String frame, double... heights) throws IOException {
        Files.createDirectories(folder.resolve(name));
        for (double height : heights) {
            DicomBytes slice = DicomBytes.slice(height)
                    .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
                    .text(0x00080018, "UI", uid + "." + (int) height)
                    .text(0x0020000d, "UI", "1.9")
                    .text(0x0020000e, "UI", uid)
                    .text(0x00200052, "UI", frame);
            Files.write(folder.resolve(name).resolve(uid + "_" + height + ".dcm"), slice.array());
        }
    }

    private ChannelInput input(String channel, String name, ReadOptions options) {
        return new ChannelInput(channel, folder.resolve(name), options);
    }

    @Test
    void seriesOfOneFrameOfReferenceAreSeenTogetherThoughNeitherFieldHoldsTheOther() throws IOException {
        series("a", "1.1", "1.5", 0, 5, 10);
        series("b", "1.2", "1.5", 5, 10, 15, 20);
        LoadedImage image = ImageFiles.read(List.of(input("t1", "a", READING), input("flair", "b", READING)), MODEL);
        assertThat(image.volume().geometry().size()).containsExactly(3, 2, 3);
        assertThat(image.image()
                        .channel("flair")
                        .orElseThrow()
                        .voxels()
                        .getAt(2, 1, 1)
                        .get())
                .isEqualTo(6);
        assertThat(image.image()
                        .channel("flair")
                        .orElseThrow()
                        .voxels()
                        .getAt(2, 1, 0)
                        .get())
                .isNaN();
        assertThat(image.warnings().get(1)).contains("33 % of the image lie outside the field of the channel flair");
    }

    @Test
    void seriesOfDifferentFramesOfReferenceAreRefusedThoughTheirGridsAreEqual() throws IOException {
        series("a", "1.1", "1.5", 0, 5, 10);
        series("b", "1.2", "1.6", 0, 5, 10);
        assertThatThrownBy(
                        () -> ImageFiles.read(List.of(input("t1", "a", READING), input("flair", "b", READING)), MODEL))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("different frames of reference");
    }

    @Test
    void seriesOfOneFolderAreChosenByTheirUids() throws IOException {
        series("study", "1.1", "1.5", 0, 5, 10);
        series("study", "1.2", "1.5", 0, 5, 10);
        LoadedImage image = ImageFiles.read(
                List.of(
                        input("t1", "study", READING.ofSeries("1.1")),
                        input("flair", "study", READING.ofSeries("1.2"))),
                MODEL);
        assertThat(image.channels())
                .extracting(channel -> channel.loaded().series().orElseThrow().series())
                .containsExactly("1.1", "1.2");
    }

    @Test
    void aVolumeKnowsTheImagesThatItWasReadFromInTheOrderOfItsSlicesAndShowsNoneOfThem() throws IOException {
        series("a", "1.1", "1.5", 10, 0, 5);
        SourceSeries series = ImageFiles.read(
                        List.of(ChannelInput.whole(folder.resolve("a"), READING)), List.of("image"))
                .first()
                .series()
                .orElseThrow();
        assertThat(series.study()).isEqualTo("1.9");
        assertThat(series.frameOfReference()).isEqualTo("1.5");
        assertThat(series.slices())
                .containsExactly(
                        new SourceSeries.Slice("1.2.840.10008.5.1.4.1.1.4", "1.1.0", 1),
                        new SourceSeries.Slice("1.2.840.10008.5.1.4.1.1.4", "1.1.5", 1),
                        new SourceSeries.Slice("1.2.840.10008.5.1.4.1.1.4", "1.1.10", 1));
        assertThat(series + " " + series.slices()).doesNotContain("1.");
    }
}
