package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Normalization;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;

/** Which of an image's channels are those of a model. */
final class ModelChannels {
    private ModelChannels() {}

    /**
     * The volumes of a model's channels, in their order: by their names, or where none has the name of one, as many in their order.
     *
     * @throws UnsuitableImageException if the image lacks a channel
     */
    static List<Volume> of(Image image, Model model) {
        List<Channel> wanted = model.channels();
        List<Volume> named = new ArrayList<>();
        wanted.forEach(channel -> image.channel(channel.name()).ifPresent(named::add));
        if (named.size() == wanted.size()) {
            return named;
        }
        if (image.channels().size() != wanted.size() || !named.isEmpty()) {
            throw new UnsuitableImageException("the image has the channels "
                    + image.channels().stream().map(Image.Channel::name).toList() + " but the model "
                    + model.shownName() + " sees "
                    + wanted.stream().map(Channel::name).toList() + " together: name an image for each of them");
        }
        return image.channels().stream().map(Image.Channel::volume).toList();
    }

    /**
     * The colours of a picture that are constant where another one is not, as green is in a red mark on black; such a channel is no
     * sign of an image that shows nothing.
     *
     * @param volumes of the model's channels
     */
    static List<Volume> blankColours(List<Volume> volumes, Model model) {
        List<Volume> blank = model.seesColour()
                ? volumes.stream()
                        .filter(volume -> !Normalization.hasContrast(volume.tissue()))
                        .toList()
                : List.of();
        return blank.size() < volumes.size() ? blank : List.of();
    }
}
