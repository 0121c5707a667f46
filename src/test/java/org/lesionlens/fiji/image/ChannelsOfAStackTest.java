package org.lesionlens.fiji.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.fiji.image.SourceImage.Channels;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.UserMessageException;

/** Which channels of a hyperstack a model of several sees. */
class ChannelsOfAStackTest {
    @TempDir
    private Path folder;

    private Model model(String... channels) throws IOException {
        String list = "\n    channels:\n"
                + String.join(
                        "",
                        List.of(channels).stream()
                                .map(name -> "    - name: " + name + "\n")
                                .toList());
        return Model.read(ChangedModel.copy(
                "brain-t1ce-segmenter", folder, text -> text.replaceFirst("\n    task:", list + "    task:")));
    }

    /** Every pixel is 100 times the channel, 10 times the slice and the frame, from 1. */
    private static ImagePlus hyperstack(int channels) {
        ImageStack stack = new ImageStack(3, 2);
        for (int frame = 1; frame <= 2; frame++) {
            for (int slice = 1; slice <= 4; slice++) {
                for (int channel = 1; channel <= channels; channel++) {
                    FloatProcessor pixels = new FloatProcessor(3, 2);
                    pixels.set(100.0 * channel + 10 * slice + frame);
                    stack.addSlice(pixels);
                }
            }
        }
        ImagePlus image = new ImagePlus("stack", stack);
        image.setDimensions(channels, 4, 2);
        image.setOpenAsHyperStack(true);
        return image;
    }

    private static float at(Image image, String channel, long slice) {
        FloatType voxel = image.channel(channel).orElseThrow().voxels().getAt(0, 0, slice);
        return voxel.get();
    }

    @Test
    void channelsAreSeenAsTheyAreChosenAndInOrderWhereNobodyChooses() throws IOException {
        Model model = model("t1", "flair");
        SourceImage chosen =
                SourceImage.of(hyperstack(3), Channels.of(hyperstack(3), model, "FLAIR=1, t1=3", 0, "channels"), 2);
        assertThat(chosen.images()).hasSize(1);
        assertThat(at(chosen.images().get(0), "t1", 1)).isEqualTo(322);
        assertThat(at(chosen.images().get(0), "flair", 1)).isEqualTo(122);
        assertThat(chosen.volumes().get(0)).isEqualTo(chosen.images().get(0).first());
        SourceImage all = SourceImage.of(hyperstack(2), Channels.of(hyperstack(2), model, "", 0, "channels"), 0);
        assertThat(all.images()).hasSize(2);
        assertThat(at(all.images().get(1), "t1", 3)).isEqualTo(142);
        assertThat(at(all.images().get(1), "flair", 3)).isEqualTo(242);
        assertThat(Channels.of(hyperstack(3), model, "2,1", 0, "channels").numbers())
                .containsExactly(2, 1);
    }

    @Test
    void theColoursOfAnImageAreThreeChannels() throws IOException {
        Model model = model("red", "green", "blue");
        ColorProcessor pixels = new ColorProcessor(2, 1, new int[] {0x102030, 0xff8001});
        ImagePlus image = new ImagePlus("fundus", pixels);
        Image seen = SourceImage.of(image, Channels.of(image, model, null, 0, "channels"), 0)
                .images()
                .get(0);
        assertThat(at(seen, "red", 0)).isEqualTo(0x10);
        assertThat(at(seen, "green", 0)).isEqualTo(0x20);
        assertThat(at(seen, "blue", 0)).isEqualTo(0x30);
    }

    /** As models of other programs call them. */
    @Test
    void coloursGoIntoChannelsThatNobodyNames() throws IOException {
        ImagePlus image = new ImagePlus("tissue", new ColorProcessor(2, 1, new int[2]));
        assertThat(Channels.of(image, model("R", "G", "B"), null, 0, "channels"))
                .isNotNull();
    }

    @Test
    void coloursAreNoChannelsOfAModelThatTakesOthers() throws IOException {
        Model model = model("t1", "t2", "flair");
        ImagePlus image = new ImagePlus("map", new ColorProcessor(2, 1, new int[2]));
        for (String text : new String[] {null, "1,2,3"}) {
            assertThatThrownBy(() -> Channels.of(image, model, text, 0, "channels"))
                    .isInstanceOf(UserMessageException.class)
                    .hasMessageContaining(
                            "\"map\" is in colour but the model takes t1, t2, flair, which red, green and blue are not");
        }
        assertThat(StackSuitability.seen(image).apply(model)).isEmpty();
    }

    @Test
    void aModelOfOneChannelSeesTheOneThatIsShownOrNamed() throws IOException {
        Model model = Model.read(Path.of("models/tiny/brain-t1ce-segmenter"));
        assertThat(Channels.of(hyperstack(3), model, null, 2, "channels").numbers())
                .containsExactly(2);
        assertThat(Channels.of(hyperstack(3), model, "3", 0, "channels").numbers())
                .containsExactly(3);
    }

    @Test
    void whatIsNoChannelForEachIsRefused() throws IOException {
        Model model = model("t1", "flair");
        for (String wrong : List.of("1", "1,2,3", "t1=1,flair=4", "t1=1,t2=x", "0,1", "2,2")) {
            assertThatThrownBy(() -> Channels.of(hyperstack(3), model, wrong, 0, "channels"))
                    .isInstanceOf(UserMessageException.class)
                    .hasMessageContaining("but the model takes t1, flair and the image \"stack\" has 3")
                    .hasMessageContaining("channels=[t1=1,flair=2]");
        }
        assertThatThrownBy(() -> Channels.of(hyperstack(3), model, "", 0, "channels"))
                .isInstanceOf(UserMessageException.class)
                .hasMessageContaining("has 3 channels but the model takes t1, flair: choose one for each");
        assertThatThrownBy(() -> Channels.of(hyperstack(1), model, "", 0, "channels"))
                .isInstanceOf(UserMessageException.class)
                .hasMessageContaining("has 1 channel but the model takes t1, flair: merge the images first");
    }
}
