package org.lesionlens.io;

import java.util.List;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Volume;

/**
 * The channels of an image as they were read, all on the grid of the first one.
 *
 * @param channels at least one
 * @param warnings what a user may want to know of how it was read, a sentence each; neither paths nor patient data
 */
public record LoadedImage(List<Channel> channels, List<String> warnings) {
    /**
     * A channel and what it was read from.
     *
     * @param name as the model calls it
     */
    public record Channel(String name, LoadedVolume loaded) {}

    public LoadedImage {
        channels = List.copyOf(channels);
        warnings = List.copyOf(warnings);
    }

    /** The same without words that tell volumes of a series from each other. */
    public LoadedImage withoutMarks() {
        return new LoadedImage(
                channels.stream()
                        .map(channel ->
                                new Channel(channel.name(), channel.loaded().withoutMarks()))
                        .toList(),
                warnings);
    }

    /** The same, of which nothing is read from the files any more. */
    LoadedImage withoutFiles() {
        return new LoadedImage(
                channels.stream()
                        .map(channel ->
                                new Channel(channel.name(), channel.loaded().withoutFile()))
                        .toList(),
                warnings);
    }

    /** The one of which results have the grid and the format. */
    public LoadedVolume first() {
        return channels.get(0).loaded();
    }

    /** The volume of the first channel. */
    public Volume volume() {
        return first().volume();
    }

    /** The format of the first channel. */
    public VolumeFormat format() {
        return first().format();
    }

    /** What is known of the kind of each channel. */
    public List<ImageTraits> traits() {
        return channels.stream().map(channel -> channel.loaded().traits()).toList();
    }

    /** What networks see. */
    public Image image() {
        return new Image(channels.stream()
                .map(channel ->
                        new Image.Channel(channel.name(), channel.loaded().volume()))
                .toList());
    }
}
