package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.dicomweb.RemoteInputs;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Model;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;

/**
 * How the inputs of cases are read.
 *
 * @param channels that the segmenter takes, in its order; at least one
 * @param options of an input that is the whole image, and of channels that have none of their own
 * @param ofChannels options of single channels, by their names
 * @param remote what brings inputs from servers; empty where none may be named
 */
public record InputReading(
        List<String> channels,
        ReadOptions options,
        Map<String, ReadOptions> ofChannels,
        Optional<RemoteInputs> remote) {
    private static final Pattern CHANNELS = Pattern.compile("[^=,/\\\\]+=.*");
    private static final String BEFORE_CHANNEL = ",(?=[^=,/\\\\]+=)";

    public InputReading {
        channels = List.copyOf(channels);
        ofChannels = Map.copyOf(ofChannels);
    }

    /** Of files alone. */
    public InputReading(List<String> channels, ReadOptions options, Map<String, ReadOptions> ofChannels) {
        this(channels, options, ofChannels, Optional.empty());
    }

    /** The same with inputs on servers too. */
    public InputReading with(RemoteInputs servers) {
        return new InputReading(channels, options, ofChannels, Optional.of(servers));
    }

    /** For a segmenter of one channel. */
    public static InputReading of(ReadOptions options) {
        return new InputReading(List.of(""), options, Map.of());
    }

    /** For a segmenter. */
    public static InputReading of(Model segmenter, ReadOptions options) {
        return new InputReading(names(segmenter), options, Map.of());
    }

    /** The names of the channels that a model takes. */
    public static List<String> names(Model model) {
        return model.channels().stream().map(Channel::name).toList();
    }

    /** Whether the segmenter sees several channels together. */
    public boolean isOfSeveral() {
        return channels.size() > 1;
    }

    /**
     * The inputs that a word of the command line names: a path, or {@code t1=PATH,flair=PATH}; a path alone is each channel
     * that has options of its own.
     *
     * @throws UsageException if the channels are not those of the model
     */
    public List<ChannelInput> inputs(String word) throws IOException {
        if (CHANNELS.matcher(word).matches() && !exists(word)) {
            List<ChannelInput> named = new ArrayList<>();
            for (String part : word.split(BEFORE_CHANNEL)) {
                int equals = part.indexOf('=');
                String name = part.substring(0, equals).strip();
                named.add(channel(name, name, part.substring(equals + 1)));
            }
            return required(named);
        }
        if (ofChannels.isEmpty()) {
            ChannelInput whole = channel("", "the input", word);
            return List.of(ChannelInput.whole(whole.path(), whole.options()));
        }
        List<ChannelInput> each = new ArrayList<>();
        for (String channel : ofChannels.keySet()) {
            each.add(channel(channel, "the input", word));
        }
        return required(each);
    }

    /**
     * An input that is a channel, from a file or a server.
     *
     * @param what it is called in messages
     * @param word path or address
     */
    private ChannelInput channel(String name, String what, String word) throws IOException {
        return RemoteInputs.isAddress(word) ? remote(name, word) : channel(name, path(what, word));
    }

    /**
     * An input that is a channel and lies on a server. It is one series, so that none is chosen when it is read.
     *
     * @throws UsageException if the word is no address of a study or series, or none may be named here
     */
    public ChannelInput remote(String name, String word) throws IOException {
        ReadOptions chosen = ofChannels.getOrDefault(name, options);
        RemoteSeries series = remote.orElseThrow(() -> new UsageException(
                        "addresses of DICOMweb (dicomweb:...) are for the subcommands analyze and batch of the command line:"
                                + " name a file or folder here"))
                .series(word, chosen.seriesUid());
        return new ChannelInput(
                name, series.folder(), new ReadOptions(Optional.empty(), chosen.volume(), chosen.resample()));
    }

    /** Those of inputs that lie on servers. */
    public List<RemoteSeries> remoteOf(List<ChannelInput> inputs) {
        List<Path> paths = inputs.stream().map(ChannelInput::path).toList();
        return remote.map(servers -> servers.among(paths)).orElse(List.of());
    }

    /** An input that is a channel. */
    public ChannelInput channel(String name, Path path) {
        return new ChannelInput(name, path, ofChannels.getOrDefault(name, options));
    }

    /**
     * Channels in the order of the model.
     *
     * @throws UsageException if they are not one for each that it takes
     */
    public List<ChannelInput> required(List<ChannelInput> inputs) {
        try {
            return ImageFiles.inOrder(inputs, channels);
        } catch (UnsuitableImageException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static boolean exists(String word) {
        try {
            return Files.exists(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** An empty text would be the current folder. */
    private static Path path(String what, String text) {
        if (text.isBlank()) {
            throw new UsageException(ForeignText.shown(what) + " is empty: name a file or folder");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + text + "\" is no path here (" + e.getReason()
                    + "): for letters beyond ASCII set LC_ALL=C.UTF-8");
        }
    }

    /**
     * The same with the part of DICOM inputs that a user names: one for all, or one for each channel, as
     * {@code t1=PART,flair=PART}.
     *
     * @param series UIDs; empty for the only one
     * @param volume numbers from 1; empty for the only one
     * @throws UsageException if a number is none
     */
    public InputReading with(String series, String volume) {
        Map<String, String> uids = perChannel(series);
        Map<String, String> numbers = perChannel(volume);
        Set<String> names = new LinkedHashSet<>(uids.keySet());
        names.addAll(numbers.keySet());
        Map<String, ReadOptions> options = new LinkedHashMap<>();
        for (String name : names) {
            String uid = uids.getOrDefault(name, uids.getOrDefault("", ""));
            String number = numbers.getOrDefault(name, numbers.getOrDefault("", ""));
            options.put(name, chosen(ofChannels.getOrDefault(name, this.options), uid, number));
        }
        ReadOptions ofAll = options.getOrDefault("", this.options);
        options.remove("");
        return new InputReading(channels, ofAll, options.isEmpty() ? ofChannels : options, remote);
    }

    private static ReadOptions chosen(ReadOptions before, String uid, String number) {
        if (!number.isEmpty() && !number.matches("[1-9][0-9]{0,8}")) {
            throw new UsageException("the volume is \"" + number
                    + "\" but must be the number of a volume of the series, at least 1, or t1=NUMBER,flair=NUMBER");
        }
        return new ReadOptions(
                uid.isEmpty() ? before.seriesUid() : Optional.of(uid),
                number.isEmpty() ? before.volume() : OptionalInt.of(Integer.parseInt(number)),
                before.resample());
    }

    /** By the name of the channel; under an empty name what holds for all. */
    private static Map<String, String> perChannel(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(BEFORE_CHANNEL)) {
            int equals = part.indexOf('=');
            values.put(
                    equals < 0 ? "" : part.substring(0, equals).strip(),
                    part.substring(equals + 1).strip());
        }
        return values;
    }
}
