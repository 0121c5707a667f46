package org.lesionlens.fiji;

import ij.IJ;
import ij.plugin.frame.Recorder;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.cases.KnownCase;
import org.lesionlens.cases.ModelAddition;
import org.lesionlens.fiji.command.CommandDialog;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.Networks;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.fiji.command.QuestionDialog;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.command.StatusProgress;
import org.lesionlens.model.foreign.Answers;
import org.lesionlens.model.foreign.Question;
import org.lesionlens.volume.UsageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Adds a model of bioimage.io, nnU-Net v2, MONAI, or a plain ONNX file; what its files do not say is asked in a second
 * dialog, or given in {@code answers}.
 */
@Plugin(
        type = Command.class,
        label = "Add Model...",
        description = "nnU-Net, MONAI, bioimage.io, ONNX",
        visible = false,
        headless = true)
public final class AddModelCommand extends LesionCommand {
    private static final String TITLE = "Add Model";

    @Parameter(
            label = "Folder, zip or file of the model (or drop it here)",
            style = CommandDialog.FILE_OR_FOLDER,
            persist = false)
    private File path;

    @Parameter(label = "Name that it gets (else its own)", required = false, persist = false)
    private String name;

    @Parameter(label = "Answers known beforehand (key=value; key=value)", required = false, persist = false)
    private String answers;

    @Parameter(label = "Image whose result is known", required = false, persist = false)
    private File testimage;

    @Parameter(label = "Mask or labels that its authors got for it", required = false, persist = false)
    private File testresult;

    @Parameter(label = "Open the model without a trial", persist = false)
    private boolean trust;

    @Override
    protected void requireFit() {
        given();
        if ((testimage == null) != (testresult == null)) {
            throw new UsageException(
                    "an image whose result is known and that result belong together: give both, or none");
        }
    }

    private Map<String, String> given() {
        return Answers.read(Stream.of(answers == null ? new String[0] : answers.split(";"))
                .filter(answer -> !answer.isBlank())
                .toList());
    }

    @Override
    protected List<Result> compute() throws IOException {
        Networks.requireNoneLeftBehind();
        Map<String, String> given = QuestionDialog.isPossible() ? asked(given()) : given();
        Optional<KnownCase> known = Optional.ofNullable(testimage)
                .map(image -> new KnownCase(List.of(image.toPath()), testresult.toPath()));
        try (ProgressWindow window = ProgressWindow.open(TITLE)) {
            ModelAddition.Wish wish = new ModelAddition.Wish(
                    Optional.ofNullable(name).filter(text -> !text.isBlank()),
                    new Answers(given, AddModelCommand::taken),
                    known,
                    model -> Networks.ask(model, trust));
            ModelAddition.Added added = ModelAddition.add(path.toPath(), wish, new StatusProgress(window, ""));
            return List.of(new Result.Text(TITLE, text(added)));
        }
    }

    private static String taken(Question question) {
        IJ.log(TITLE + ": " + question.key() + " = " + question.byDefault() + " is taken: " + question.text());
        return question.byDefault();
    }

    /** Until no answer opens another question, or closes one. */
    private Map<String, String> asked(Map<String, String> before) throws IOException {
        Map<String, String> told = before;
        List<String> keys = List.of();
        IJ.showStatus("Looking at the model...");
        Map<Question, String> open = questions(told);
        while (!keys.equals(keys(open))) {
            keys = keys(open);
            told = QuestionDialog.ask(TITLE, open)
                    .orElseThrow(() -> new CancellationException("cancelled by the user"));
            open = questions(told);
        }
        record(told);
        return told;
    }

    private Map<Question, String> questions(Map<String, String> told) throws IOException {
        return ModelAddition.questions(path.toPath(), told, model -> Networks.ask(model, trust));
    }

    private static List<String> keys(Map<Question, String> questions) {
        return questions.keySet().stream().map(Question::key).toList();
    }

    private static void record(Map<String, String> told) {
        if (IJ.recording()) {
            Recorder.recordOption(
                    "answers",
                    told.entrySet().stream()
                            .map(answer -> answer.getKey() + "=" + answer.getValue())
                            .collect(Collectors.joining("; ")));
        }
    }

    private static String text(ModelAddition.Added added) {
        List<String> lines = new ArrayList<>(added.lines());
        lines.add(added.name() + ": added to " + added.folder());
        lines.add("check: " + added.standing().check() + " (" + added.standing().words() + ")");
        return String.join("\n", lines) + "\n";
    }
}
