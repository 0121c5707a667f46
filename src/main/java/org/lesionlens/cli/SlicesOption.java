package org.lesionlens.cli;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.lesionlens.volume.UsageException;
import picocli.CommandLine.Option;

/** The option of the subcommands that run detectors of slices on volumes. */
final class SlicesOption {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");
    private static final int MOST = 100_000;

    @Option(
            names = "--slices",
            paramLabel = "N-M,...",
            description = "slices of a volume that a detector of slices looks at, in stored order from 0, as 12-20,33")
    private String slices;

    /**
     * Rising, each once; none if nobody chose any.
     *
     * @throws UsageException if they are no slices
     */
    List<Long> slices() {
        TreeSet<Long> chosen = new TreeSet<>();
        for (String part : slices == null ? new String[0] : slices.strip().split("\\s*,\\s*", -1)) {
            Matcher range = RANGE.matcher(part);
            long first = range.matches() ? Long.parseLong(range.group(1)) : 1;
            long last = range.matches() ? Long.parseLong(range.group(2) == null ? range.group(1) : range.group(2)) : 0;
            if (first > last || last - first >= MOST) {
                throw new UsageException("--slices is \"" + slices + "\" but \"" + part
                        + "\" is neither a slice nor a range of them: count from 0, as in 12-20,33");
            }
            LongStream.rangeClosed(first, last).forEach(chosen::add);
        }
        return List.copyOf(chosen);
    }
}
