package org.lesionlens.pipeline;

import java.util.Locale;
import java.util.Optional;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
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
        if (context.axis() == Context.Axis.TIME && grid.depthKnown()) {
            return Optional.of(seen + "in time and the image is a volume");
        }
        return context.axis() == Context.Axis.SLICE && grid.calibrated() && !grid.depthKnown()
                ? Optional.of(seen + "of a volume and the image has frames, or slices at an unknown distance")
                : Optional.empty();
    }

    /** The same with what is done about it, for people; the image is analysed all the same. */
    static Optional<String> warning(VolumeGeometry grid, Model model) {
        return model.network()
                .context()
                .flatMap(context -> against(grid, context)
                        .map(why -> "the model " + model.shownName() + " may be meant for other images: " + why + ". "
                                + told(grid, context)));
    }

    private static String told(VolumeGeometry grid, Context context) {
        if (grid.isPlanar()) {
            return "That one is put in the place of its neighbours. Take the whole "
                    + (context.axis() == Context.Axis.TIME ? "sequence" : "volume")
                    + ", or a model that sees one picture.";
        }
        return context.axis() == Context.Axis.TIME
                ? String.format(
                        Locale.ROOT,
                        "Its slices, %.3g mm apart, are taken for frames. Take a model that sees slices.",
                        grid.spacingMm(grid.sliceAxis()))
                : "They are taken for slices. Take a model that sees frames, or give the image its slice distance.";
    }
}
