package org.lesionlens.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * An image of one or several channels from its files: a file for each, or one that holds them all.
 *
 * <p>Channels on other grids than the first one's are brought onto it ({@link CommonChannels}).
 */
public final class ImageFiles {
    private ImageFiles() {}

    /**
     * Reads an image.
     *
     * @param inputs one that is the whole image, or one for each channel by its name
     * @param channels that are wanted, in order, at least one
     * @throws org.lesionlens.io.file.MalformedFileException if a file is missing, of no known format, or what its reader refuses
     * @throws UnsuitableImageException if there are others or more than are wanted, or they lie in different places
     */
    public static LoadedImage read(List<ChannelInput> inputs, List<String> channels) throws IOException {
        ChannelInput first = inputs.get(0);
        if (first.isNamed()) {
            return named(inOrder(inputs, channels));
        }
        if (channels.size() == 1) {
            LoadedVolume only = VolumeFiles.read(first.path(), first.options());
            return new LoadedImage(withNames(channels, List.of(only)), only.warnings());
        }
        return inFile(first.path(), file -> ofOneFile(file, first, channels));
    }

    /**
     * Reads an image as people want to see it: the colours of DICOM whose pictures are in colour, else one channel without a name.
     *
     * @throws org.lesionlens.io.file.MalformedFileException as {@link #read}
     */
    public static LoadedImage readShown(Path input, ReadOptions options) throws IOException {
        VolumeFiles.requireReadable(input);
        return inFile(input, file -> shown(file, ChannelInput.whole(input, options)));
    }

    private static LoadedImage shown(Path file, ChannelInput input) throws IOException {
        List<LoadedVolume> volumes = FileChannels.readShown(file, input.options());
        List<String> names = volumes.size() > 1 ? Image.COLOURS : List.of("");
        return kept(file, input, withNames(names, volumes), volumes.get(0).warnings());
    }

    private static List<LoadedImage.Channel> withNames(List<String> names, List<LoadedVolume> volumes) {
        return IntStream.range(0, names.size())
                .mapToObj(number -> new LoadedImage.Channel(names.get(number), volumes.get(number)))
                .toList();
    }

    /** What was unpacked is taken away. */
    private static LoadedImage kept(
            Path file, ChannelInput input, List<LoadedImage.Channel> channels, List<String> warnings) {
        LoadedImage image = new LoadedImage(channels, warnings);
        return file.equals(input.path()) ? image : image.withoutFiles();
    }

    private static LoadedImage ofOneFile(Path file, ChannelInput input, List<String> channels) throws IOException {
        requireChannels(file, input, channels);
        VolumeFiles.requireNoChoice(file, input.options(), VolumeFiles.format(file));
        List<LoadedImage.Channel> read = withNames(channels, FileChannels.read(file, channels.size(), input.options()));
        Set<String> warnings = new LinkedHashSet<>();
        order(file, read, channels).ifPresent(warnings::add);
        read.forEach(channel -> warnings.addAll(channel.loaded().warnings()));
        return kept(file, input, read, List.copyOf(warnings));
    }

    /** What a user may want to know of which channel is which; nothing of a picture whose colours are wanted. */
    private static Optional<String> order(Path file, List<LoadedImage.Channel> read, List<String> channels)
            throws IOException {
        if (!isPicture(file) || !channels.equals(Image.COLOURS)) {
            return Optional.of("the " + channels.size() + " channels of the file are taken for " + list(channels)
                    + ", in this order");
        }
        return Colours.areGrey(
                        read.stream().map(channel -> channel.loaded().volume()).toList())
                ? Optional.of("the picture has no colour, and the model was made for pictures in colour")
                : Optional.empty();
    }

    /** Whether several channels of one file are the colours of its pixels. */
    private static boolean isPicture(Path file) throws IOException {
        VolumeFormat format = VolumeFiles.format(file);
        return format == VolumeFormat.IMAGE || format == VolumeFormat.DICOM;
    }

    private static Path requireChannels(Path file, ChannelInput named, List<String> channels) throws IOException {
        long count = FileChannels.count(file, named.options());
        if (count == 1 && channels.equals(Image.COLOURS)) {
            throw new UnsuitableImageException(named.path()
                    + " is grey but the model sees red, green and blue: name a picture in colour (DICOM, PNG, JPEG or"
                    + " TIFF), or one file for each colour, as red=FILE,green=FILE,blue=FILE");
        }
        if (count == Image.COLOURS.size() && isPicture(file) && !Image.mayBeColours(channels)) {
            throw new UnsuitableImageException(named.path() + " is in colour but the model takes " + list(channels)
                    + ", which red, green and blue are not: " + remedy(channels));
        }
        if (count != channels.size()) {
            throw new UnsuitableImageException(
                    named.path() + " holds " + (count == 1 ? "one channel" : count + " channels or volumes")
                            + " but the model takes " + list(channels) + ": " + remedy(channels));
        }
        return file;
    }

    private static LoadedImage named(List<ChannelInput> inputs) throws IOException {
        CommonChannels common = new CommonChannels();
        for (ChannelInput input : inputs) {
            requireThere(input, inputs.stream().map(ChannelInput::channel).toList());
            common.add(input.channel(), VolumeFiles.read(input.path(), input.options()));
        }
        return common.image();
    }

    private static void requireThere(ChannelInput input, List<String> channels) throws MalformedFileException {
        if (!Files.exists(input.path())) {
            throw new MalformedFileException(
                    input.path(),
                    "does not exist but is to be the channel " + input.channel(),
                    "put it there, since the model takes " + list(channels));
        }
    }

    /**
     * The inputs in the order of the channels.
     *
     * @throws UnsuitableImageException if they are not one for each channel, or a file is not there
     */
    public static List<ChannelInput> inOrder(List<ChannelInput> inputs, List<String> channels) {
        List<ChannelInput> ordered = new ArrayList<>();
        for (String channel : channels) {
            find(inputs, channel)
                    .map(input -> new ChannelInput(channel, input.path(), input.options()))
                    .ifPresent(ordered::add);
        }
        if (ordered.size() != channels.size() || inputs.size() != channels.size()) {
            List<String> found = inputs.stream().map(ChannelInput::channel).toList();
            throw new UnsuitableImageException("the channels " + list(found) + " are given but the model takes "
                    + list(channels) + ": " + remedy(channels));
        }
        return ordered;
    }

    /** The one of exactly that name, else in upper or lower case. */
    private static Optional<ChannelInput> find(List<ChannelInput> inputs, String channel) {
        return inputs.stream()
                .filter(input -> input.channel().equals(channel))
                .findFirst()
                .or(() -> inputs.stream()
                        .filter(input -> input.channel().equalsIgnoreCase(channel))
                        .findFirst());
    }

    /** How several channels are named. */
    private static String remedy(List<String> channels) {
        return "name one file or folder for each, as "
                + String.join(
                        ",", channels.stream().map(channel -> channel + "=FILE").toList())
                + (channels.size() == 1 ? "" : ", or one file that holds them in this order");
    }

    private static String list(List<String> names) {
        return String.join(", ", names);
    }

    /**
     * The header of each channel, the first one first.
     *
     * @throws IOException as {@link #read}, as far as headers tell
     */
    public static List<VolumeHeader> headers(List<ChannelInput> inputs, List<String> channels) throws IOException {
        ChannelInput first = inputs.get(0);
        if (first.isNamed()) {
            List<VolumeHeader> headers = new ArrayList<>();
            for (ChannelInput input : inOrder(inputs, channels)) {
                requireThere(input, channels);
                headers.add(VolumeFiles.header(input.path(), input.options()));
            }
            return headers;
        }
        if (channels.size() == 1) {
            return List.of(VolumeFiles.header(first.path(), first.options()));
        }
        VolumeHeader header = FileChannels.header(first.path(), first.options());
        inFile(first.path(), file -> requireChannels(file, first, channels));
        return Collections.nCopies(channels.size(), header);
    }

    /**
     * Grid and kind of each channel, by headers alone where these tell them; of a picture by its pixels.
     *
     * @throws IOException as {@link #read}, as far as that was looked at
     */
    public static List<VolumeHeader.Sketch> sketches(List<ChannelInput> inputs, List<String> channels)
            throws IOException {
        List<VolumeHeader> headers = headers(inputs, channels);
        boolean told = headers.stream().allMatch(header -> header.sketch().isPresent());
        return told
                ? headers.stream().flatMap(header -> header.sketch().stream()).toList()
                : read(inputs, channels).channels().stream()
                        .map(channel -> new VolumeHeader.Sketch(
                                channel.loaded().volume().geometry(),
                                channel.loaded().traits()))
                        .toList();
    }

    /** Does something with a file, or with the one in an archive. */
    private static <T> T inFile(Path path, UnpackedArchive.Reading<T> reading) throws IOException {
        return UnpackedArchive.canUnpack(path) ? UnpackedArchive.read(path, reading) : reading.from(path);
    }
}
