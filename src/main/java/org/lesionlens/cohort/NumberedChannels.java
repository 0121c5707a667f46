package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.io.ChannelInput;

/**
 * The files of one case as nnU-Net calls them: {@code NAME_0000.nii.gz} is the first channel, {@code NAME_0001.nii.gz} the
 * second. Without a first one they are no channels.
 *
 * @param folder that they lie in
 * @param name of the case
 * @param extension that all have, as {@code .nii.gz}
 */
record NumberedChannels(Path folder, String name, String extension) {
    private static final Pattern FILE = Pattern.compile("(.+)_(\\d{4})(\\.[A-Za-z].*)");

    /** Those that a file belongs to. */
    static Optional<NumberedChannels> of(Path file) {
        Matcher named = matcher(file);
        if (!named.matches()) {
            return Optional.empty();
        }
        NumberedChannels channels =
                new NumberedChannels(file.toAbsolutePath().getParent(), named.group(1), named.group(3));
        return Optional.of(channels).filter(known -> Files.isRegularFile(known.file(0)));
    }

    private static Matcher matcher(Path file) {
        return FILE.matcher(file.getFileName() == null ? "" : file.getFileName().toString());
    }

    private Path file(int number) {
        return folder.resolve(name + String.format(Locale.ROOT, "_%04d", number) + extension);
    }

    boolean isFirst(Path file) {
        return file.getFileName().equals(file(0).getFileName());
    }

    /**
     * The case: its channels in the order of the model, whether or not their files are there, and files beyond them under
     * their numbers, which no model takes.
     *
     * @param caseName what it is called
     */
    Case of(String caseName, InputReading reading) throws IOException {
        List<ChannelInput> inputs = new ArrayList<>();
        for (int number = 0; number < reading.channels().size(); number++) {
            inputs.add(reading.channel(reading.channels().get(number), file(number)));
        }
        for (int number : numbers()) {
            if (number >= reading.channels().size()) {
                inputs.add(reading.channel(String.format(Locale.ROOT, "%04d", number), file(number)));
            }
        }
        return new Case(caseName, inputs, Case.About.NOTHING);
    }

    private List<Integer> numbers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(NumberedChannels::matcher)
                    .filter(Matcher::matches)
                    .filter(named ->
                            named.group(1).equals(name) && named.group(3).equals(extension))
                    .map(named -> Integer.valueOf(named.group(2)))
                    .sorted()
                    .toList();
        }
    }
}
