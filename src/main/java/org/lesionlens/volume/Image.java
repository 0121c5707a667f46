package org.lesionlens.volume;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The volumes of one examination that are seen together, as T1, T2 and FLAIR, all on one grid.
 *
 * @param channels at least one
 */
public record Image(List<Channel> channels) {
    /**
     * A volume and by which name it is known.
     *
     * @param name empty if nobody says
     */
    public record Channel(String name, Volume volume) {}

    /** The channels of a picture in colour. */
    public static final List<String> COLOURS = List.of("red", "green", "blue");

    private static final Pattern ANY_NAME =
            Pattern.compile("(?i)r|red|g|green|b|blue|(c|ch|channel|image|input)?[ _-]?[0-9]{1,3}");

    /** @throws IllegalArgumentException if there is no channel, or they lie on different grids */
    public Image {
        channels = List.copyOf(channels);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("an image has no channel but must have at least one");
        }
        VolumeGeometry grid = channels.get(0).volume().geometry();
        for (Channel channel : channels) {
            if (!channel.volume().geometry().equals(grid)) {
                throw new IllegalArgumentException("the channel " + channel.name() + " lies on the grid "
                        + channel.volume().geometry() + " but the first one on " + grid + ": resample it");
            }
        }
    }

    /** An image of one volume. */
    public static Image of(Volume volume) {
        return new Image(List.of(new Channel("", volume)));
    }

    /** Whether a picture's colours may be meant by three channels: their names say so, or nothing, as {@code channel0} in models of other programs. */
    public static boolean mayBeColours(List<String> names) {
        return names.size() == COLOURS.size()
                && names.stream().allMatch(name -> ANY_NAME.matcher(name).matches());
    }

    /** Whether the channels are the colours of a picture. */
    public boolean isInColour() {
        return COLOURS.equals(channels.stream().map(Channel::name).toList());
    }

    /** The grid of all channels. */
    public VolumeGeometry geometry() {
        return first().geometry();
    }

    /** The volume of the first channel, in which lesions are measured and shown. */
    public Volume first() {
        return channels.get(0).volume();
    }

    /** The volume of a name. */
    public Optional<Volume> channel(String name) {
        return channels.stream()
                .filter(channel -> channel.name().equals(name))
                .map(Channel::volume)
                .findFirst();
    }
}
