package org.lesionlens.fiji.command;

import ij.IJ;
import ij.gui.GenericDialog;
import ij.plugin.frame.Recorder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.model.foreign.Question;
import org.lesionlens.model.foreign.Question.Allowed;
import org.lesionlens.volume.UsageException;

/** Asks what the files of a model do not say, each with its default. */
public final class QuestionDialog {
    private static final int WIDTH = 34;

    private QuestionDialog() {}

    /** Whether there is somebody to ask: not in a macro, in a script with options, or without a screen. */
    public static boolean isPossible() {
        return !CommandBridge.isAutomatic();
    }

    /**
     * Asks until every answer is allowed.
     *
     * @param proposed the answers that stand in the fields
     * @return answers by the keys of their questions; empty if the user cancelled
     */
    public static Optional<Map<String, String>> ask(String title, Map<Question, String> proposed) {
        Map<Question, String> shown = new LinkedHashMap<>(proposed);
        while (true) {
            GenericDialog dialog = build(title, shown);
            if (!show(dialog)) {
                return Optional.empty();
            }
            shown.replaceAll((question, answer) ->
                    question.allowed() instanceof Allowed.OneOf ? dialog.getNextChoice() : dialog.getNextString());
            try {
                Map<String, String> answers = new LinkedHashMap<>();
                shown.forEach((question, answer) -> answers.put(question.key(), question.checked(answer)));
                return Optional.of(answers);
            } catch (UsageException e) {
                IJ.error(title, MessageText.wrapped(e.getMessage()));
            }
        }
    }

    /** What is answered is recorded as one option, not field by field. */
    private static boolean show(GenericDialog dialog) {
        boolean recording = Recorder.record;
        Recorder.record = false;
        try {
            dialog.showDialog();
            return dialog.wasOKed();
        } finally {
            Recorder.record = recording;
        }
    }

    static GenericDialog build(String title, Map<Question, String> shown) {
        GenericDialog dialog = new GenericDialog(title);
        dialog.addMessage("The files of the model do not say the following. Help explains each.");
        StringBuilder help = new StringBuilder("<html><h3>What is asked</h3><dl>");
        shown.forEach((question, answer) -> {
            String label = label(question);
            if (question.allowed() instanceof Allowed.OneOf one) {
                dialog.addChoice(label, one.choices().toArray(String[]::new), answer);
            } else {
                dialog.addStringField(label, answer, WIDTH);
            }
            help.append("<dt><b>").append(label).append("</b><dd>");
            help.append(escaped(question.text() + "; " + question.allowed().words()));
        });
        dialog.addHelp(help.append("</dl></html>").toString());
        return dialog;
    }

    private static String label(Question question) {
        String words = question.key().replaceFirst("_(ml|mm2?)$", " ($1)").replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
