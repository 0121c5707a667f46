package org.lesionlens.inference;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.model.Context;
import org.lesionlens.model.Context.As;
import org.lesionlens.model.Model;
import org.lesionlens.volume.VolumeGeometry;

/** What a network sees beside each slice, as so many channels of it. Each slice is prepared once where they are read in order. */
final class NeighbourPlanes {
    private NeighbourPlanes() {}

    /**
     * The channels of all that is seen together, in the order in which they enter.
     *
     * @param channels of a slice alone
     * @param backwards whether those before a slice are stored after it
     */
    static List<Voxels> of(List<Voxels> channels, Context context, boolean backwards) {
        List<Voxels> kept = channels.stream()
                .<Voxels>map(channel -> new Voxels.LastPlanes(channel, keptPlanes(context)))
                .toList();
        return context.as() == As.CHANNELS
                ? places(context)
                        .flatMap(place -> seen(kept.stream(), context, place, backwards))
                        .toList()
                : kept.stream()
                        .flatMap(channel ->
                                places(context).flatMap(place -> seen(Stream.of(channel), context, place, backwards)))
                        .toList();
    }

    /** Which channels of {@link #of} show a slice itself; of a model that sees no neighbours all. */
    static int[] own(Model model) {
        int channels = model.channels().size();
        return model.network()
                .context()
                .map(context -> IntStream.range(0, channels)
                        .map(channel -> context.as() == As.CHANNELS
                                ? context.before() * channels + channel
                                : channel * context.frames() + context.before()))
                .orElseGet(() -> IntStream.range(0, channels))
                .toArray();
    }

    /** The grid of an image as a model looks at it: frames in time have no depth. */
    static VolumeGeometry grid(VolumeGeometry stored, Model model) {
        return model.network().context().map(context -> context.grid(stored)).orElse(stored);
    }

    private static Stream<Integer> places(Context context) {
        return IntStream.range(0, context.frames()).boxed();
    }

    private static Stream<Voxels> seen(Stream<Voxels> channels, Context context, int place, boolean backwards) {
        return channels.map(channel -> new Voxels.Neighbour(channel, context, place, backwards));
    }

    /** As far back as is looked from a slice, mirrored at the end too, and the slice that is new. */
    private static int keptPlanes(Context context) {
        return 2 * context.reach() + 1;
    }
}
