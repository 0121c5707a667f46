package org.lesionlens.pipeline;

import java.util.Optional;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Whether an image has the neighbouring slices or frames that a network sees beside each. */
final class NeighboursFit {
    private NeighboursFit() {}

    /** What is against an image of such a grid; empty if nothing is, and for models that see no neighbours. */
    static Optional<String> against(VolumeGeometry grid, Model model) {
        return model.network().context().flatMap(context -> against(grid, context));
    }

    private static Optional<String> against(VolumeGeometry grid, Context context) {
        String seen = "it sees " + context.frames() + " neighbouring " + context.word() + "s ";
        if (grid.isPlanar()) {
            return Optional.of(seen + "and the image has one");
        }
        return context.axis() == Context.Axis.SLICE && !grid.depthKnown()
                ? Optional.of(seen + "of a volume and the image has frames, or slices at an unknown distance")
                : Optional.empty();
    }

    /** What is done with an image that may not be meant, for people; it is analysed all the same. */
    static Optional<String> warning(VolumeGeometry grid, Model model) {
        return model.network()
                .context()
                .flatMap(context -> against(grid, context)
                        .map(why -> "the model " + model.shownName() + " may be meant for other images: " + why + ". "
                                + told(grid, context))
                        .or(() -> inTime(grid, context, model)));
    }

    private static String told(VolumeGeometry grid, Context context) {
        if (!grid.isPlanar()) {
            return "They are taken for slices. Take a model that sees frames, or an image that says how far its slices lie apart.";
        }
        return "That one is put in the place of its neighbours. Take the whole "
                + (context.axis() == Context.Axis.TIME ? "sequence" : "volume")
                + ", or a model that sees one picture.";
    }

    /** No format of volumes says whether its third axis is time. */
    private static Optional<String> inTime(VolumeGeometry grid, Context context, Model model) {
        return context.axis() == Context.Axis.TIME && grid.depthKnown()
                ? Optional.of("the model " + model.shownName()
                        + " takes the third axis of the image for time, and nothing is measured in ml."
                        + " If it lies in space, take a model that sees slices.")
                : Optional.empty();
    }

    /** An image as a model looks at it: frames in time have no depth. */
    static Image seen(Image image, Model model) {
        return model.network()
                .context()
                .map(context -> new Image(image.channels().stream()
                        .map(channel -> new Image.Channel(channel.name(), seen(channel.volume(), context)))
                        .toList()))
                .orElse(image);
    }

    private static Volume seen(Volume volume, Context context) {
        VolumeGeometry stored = volume.geometry();
        if (context.axis() == Context.Axis.TIME && !stored.isPlanar() && stored.sliceAxis() != 2) {
            throw new UnsuitableImageException(
                    "the model looks at frames along the third axis but the image, by its spacing or"
                            + " place, is one of slices along the " + (stored.sliceAxis() == 0 ? "first" : "second")
                            + ": save the sequence with frames along the third axis and a third spacing that is the largest");
        }
        VolumeGeometry grid = context.grid(volume.geometry());
        return grid.equals(volume.geometry()) ? volume : new Volume(volume.voxels(), grid, volume.padding());
    }
}
