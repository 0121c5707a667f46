package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.UsageException;

/** The descriptions that the trainer writes of a segmenter with a prompt and of a classifier of volumes. */
class PromptDescriptionTest {
    private static final List<Box> BOX = List.of(new Box(0, 0, 0, 1, 1, 1));

    @TempDir
    private Path folder;

    private Model changed(String name, String right, String wrong) throws IOException {
        Files.createDirectories(folder.resolve("prompted"));
        return Model.read(ChangedModel.copy("prompted/" + name, folder, text -> {
            assertThat(text).contains(right);
            return text.replace(right, wrong);
        }));
    }

    @Test
    void aSegmenterWithAPromptSeesOneChannelMoreThanTheImageHas() throws IOException {
        Model model = changed("segmenter", "prompt: box", "prompt: box");
        assertThat(model.isPrompted()).isTrue();
        assertThat(model.channels()).extracting(Channel::name).containsExactly("CT");
        assertThat(model.inputChannels()).isEqualTo(2);
    }

    @Test
    void aClassifierOfVolumesSeesAPatchOfThem() throws IOException {
        Model model = changed("classifier", "kind: patch", "kind: patch");
        assertThat(model.network().window())
                .isEqualTo(new Window.Patch(List.of(32, 32, 16), 1, new Fill(Fill.Mode.EDGE, 0)));
        assertThat(model.channels()).extracting(Channel::name).containsExactly("CT");
        assertThat(model.inputChannels()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt: box|prompt: point|\"point\"",
                "- name: box|- name: mask|/channels",
                "kind: whole|kind: patch|/network/window/kind",
                "step: reorient|step: crop-to-nonzero|/preparation",
                "output:~name: probability|output:~activation: sigmoid|/output",
            })
    void whatAPromptDoesNotGoWithIsNamedByItsPlace(String right, String wrong, String named) {
        assertThatThrownBy(() -> changed("segmenter", right.replace("~", "\n      "), wrong.replace("~", "\n      ")))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aClassifierOfSeveralChannelsIsRefused() {
        assertThatThrownBy(() -> changed("classifier", "- name: mask", "- name: flair"))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("/channels");
    }

    @Test
    void aClassifierThatSeesNoPatchIsRefused() {
        assertThatThrownBy(() -> changed("classifier", "kind: patch", "kind: whole"))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("/network/window/kind");
    }

    @Test
    void boxesGoWithPromptsOnly() throws IOException {
        Model prompted = changed("segmenter", "prompt: box", "prompt: box");
        assertThatCode(() -> prompted.requirePrompt(BOX)).doesNotThrowAnyException();
        assertThatThrownBy(() -> prompted.requirePrompt(List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no box is given: give one for each finding (--box x0,y0,z0,x1,y1,z1");
        Model other = Model.read(Path.of("models/tiny/brain-t1ce-segmenter"));
        assertThatCode(() -> other.requirePrompt(List.of())).doesNotThrowAnyException();
        assertThatThrownBy(() -> other.requirePrompt(BOX))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("finds lesions by itself and takes none: leave the box out");
    }
}
