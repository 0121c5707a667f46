package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Code;
import org.lesionlens.model.Output;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Window;

/** What was understood of a model, for people. */
final class DraftText {
    private DraftText() {}

    static List<String> lines(Draft draft) {
        List<String> lines = new ArrayList<>();
        lines.add(draft.card().name() + ", version " + draft.card().version() + ", "
                + draft.card().kind());
        lines.add("images: " + draft.purpose().modality().orElse("of any modality")
                + draft.purpose()
                        .bodyPart()
                        .map(Code::meaning)
                        .map(part -> " of the " + part.toLowerCase(Locale.ROOT))
                        .orElse("")
                + "; channels: " + draft.channels().stream().map(Channel::name).collect(Collectors.joining(", ")));
        lines.add("preparation: "
                + draft.preparation().stream().map(DraftText::step).collect(Collectors.joining("; ")));
        lines.add("network: " + String.join(", ", draft.network().weights()) + "; input "
                + draft.network().input().name() + " ("
                + draft.network().input().axes() + ", "
                + draft.network().input().type() + "); "
                + window(draft.network().window())
                + (draft.network().mirrorAxes().isEmpty()
                        ? ""
                        : "; mirrored along "
                                + draft.network().mirrorAxes().stream().sorted().toList()));
        lines.add("answer: " + output(draft.output()));
        AnalysisSettings settings = draft.role().settings();
        lines.add("labels: "
                + draft.role().labels().stream()
                        .map(label -> label.value() + " " + label.name() + (label.lesion() ? " (lesion)" : ""))
                        .collect(Collectors.joining(", "))
                + "; threshold " + settings.threshold() + ", smallest lesion " + settings.minVolumeMl() + " ml or "
                + settings.minAreaMm2() + " mm2");
        lines.add("licence: " + draft.card().licence().orElse("not said") + "; cite: "
                + (draft.card().citations().isEmpty()
                        ? "not said"
                        : String.join("; ", draft.card().citations())));
        lines.addAll(draft.notes());
        return lines;
    }

    private static String step(Preparation step) {
        if (step instanceof Preparation.ForChannel one) {
            return "channel " + (one.channel() + 1) + ": " + step(one.step());
        }
        if (step instanceof Preparation.Joint joint) {
            return step(joint.step()) + " of all channels together";
        }
        return StepWriter.steps(List.of(step)).get(0).properties().stream()
                .map(entry -> entry.getKey().equals("step")
                        ? entry.getValue().asText()
                        : entry.getKey() + " " + entry.getValue().toString().replace("\"", ""))
                .collect(Collectors.joining(" "));
    }

    private static String window(Window window) {
        return window instanceof Window.Whole whole
                ? "the whole image, sides of "
                        + whole.sides().stream()
                                .map(side -> side.least() + (side.step() == 0 ? "" : "+n*" + side.step()))
                                .collect(Collectors.joining(" x "))
                : "tiles of "
                        + ((Window.Tiles) window)
                                .sides().stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }

    private static String output(Output output) {
        return output.tensor().name() + " (" + output.tensor().axes() + ", "
                + output.tensor().type() + "), activation "
                + DescriptionWriter.word(output.activation()) + ", "
                + DescriptionWriter.word(output.answer())
                + (output.after().isEmpty()
                        ? ""
                        : ", then "
                                + output.after().stream().map(DraftText::step).collect(Collectors.joining("; ")));
    }
}
