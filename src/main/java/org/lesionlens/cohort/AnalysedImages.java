package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.ReadPart;
import org.lesionlens.io.ChannelInput;

/**
 * The images of cases that were analysed, each read as it was then: the series and the volume that were chosen of a folder, and
 * whether its slices were interpolated.
 *
 * @param listed the cases of a folder or table, as a run finds them where nothing is chosen
 */
record AnalysedImages(Map<String, Case> listed) {
    /** What a run adds to the name of a folder for each of its series and volumes. */
    private static final String PART = "(" + CaseListing.SERIES + "\\d*(_\\d+)?)?(" + CaseListing.VOLUME + "\\d+)?";

    static AnalysedImages among(Cohort cohort) {
        return new AnalysedImages(cohort.cases().stream().collect(Collectors.toMap(Case::name, item -> item)));
    }

    /** The image of a case of results; empty if it is not among those that are listed. */
    Optional<Case> of(String name, Path folder) throws IOException {
        List<ReadPart> parts = ReadPart.of(folder);
        Optional<Case> whole = Optional.ofNullable(listed.get(name));
        if (parts.isEmpty()) {
            return whole;
        }
        if (whole.isPresent() && isOf(whole.get(), parts)) {
            return Optional.of(with(whole.get(), whole.get().inputs(), parts));
        }
        return ofParts(name, parts);
    }

    private static boolean isOf(Case item, List<ReadPart> parts) {
        boolean fits = item.inputs().size() == parts.size();
        for (int i = 0; fits && i < parts.size(); i++) {
            fits = parts.get(i).isOf(item.inputs().get(i).options());
        }
        return fits;
    }

    /** From the cases that a run makes of the parts of a folder: {@code NAME_S2_V1} and their like. */
    private Optional<Case> ofParts(String name, List<ReadPart> parts) {
        List<ChannelInput> inputs = new ArrayList<>();
        for (ReadPart part : parts) {
            List<ChannelInput> fitting = listed.values().stream()
                    .filter(item -> item.name().matches(Pattern.quote(name) + PART))
                    .map(Case::inputs)
                    .filter(read -> read.size() == 1 && part.isOf(read.get(0).options()))
                    .map(read -> read.get(0))
                    .toList();
            if (fitting.size() != 1) {
                return Optional.empty();
            }
            inputs.add(fitting.get(0));
        }
        return Optional.of(with(new Case(name, inputs, Case.About.NOTHING), inputs, parts));
    }

    private static Case with(Case item, List<ChannelInput> inputs, List<ReadPart> parts) {
        List<ChannelInput> read = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            ReadPart part = parts.get(i);
            ChannelInput input = inputs.get(i);
            read.add(new ChannelInput(
                    part.channel().isEmpty() ? input.channel() : part.channel(),
                    input.path(),
                    part.on(input.options())));
        }
        return new Case(item.name(), read, item.boxes(), item.about(), item.remote());
    }
}
