package org.lesionlens.fiji.command;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.DialogListener;
import ij.gui.GenericDialog;
import ij.io.OpenDialog;
import ij.plugin.frame.Recorder;
import java.awt.AWTEvent;
import java.awt.Button;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Font;
import java.awt.TextField;
import java.awt.dnd.DropTarget;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.swing.JFileChooser;
import org.scijava.module.Module;

/** The dialog of a command, built from its inputs; it records nothing, the bridge does. */
public final class CommandDialog implements DialogListener {
    /** The style of an input that is a file or a folder. */
    public static final String FILE_OR_FOLDER = "both";

    private static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 12);

    private final String title;
    private final Module module;
    private final LesionCommand command;
    private final List<CommandInput> inputs;
    private final Map<String, DialogParts> parts = new HashMap<>();
    /** Label and field of each number and text. */
    private final Map<String, List<Component>> fields = new HashMap<>();

    private final Map<String, Component> boxes = new HashMap<>();
    /** What is chosen so far, as far as proposals depend on it. */
    private final Map<String, Object> latest = new HashMap<>();

    private DialogNotes notes;

    CommandDialog(String title, Module module, LesionCommand command, List<CommandInput> inputs) {
        this.title = title;
        this.module = module;
        this.command = command;
        this.inputs = inputs.stream() // as they are shown: by their headings, the flags behind the fields
                .collect(Collectors.groupingBy(
                        input -> command.heading(input.key()), LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(group -> group.stream().sorted(Comparator.comparing(CommandInput::isFlag)))
                .toList();
    }

    /**
     * Asks the user.
     *
     * @return the values by key; empty if the dialog was closed or cancelled
     */
    Optional<Map<String, Object>> ask() throws IOException {
        boolean recording = Recorder.record;
        Recorder.record = false;
        try {
            Checked dialog = build();
            dialog.showDialog();
            return dialog.accepted;
        } finally {
            Recorder.record = recording;
        }
    }

    /** Stays open, with what was entered, until all of it fits. */
    private final class Checked extends GenericDialog {
        private static final long serialVersionUID = 1L;

        private transient Optional<Map<String, Object>> accepted = Optional.empty();
        private boolean isAnswering;

        Checked() {
            super(CommandDialog.this.title);
        }

        @Override
        public void actionPerformed(ActionEvent event) {
            answer(() -> super.actionPerformed(event));
        }

        @Override
        public void keyPressed(KeyEvent event) {
            answer(() -> super.keyPressed(event));
        }

        private void answer(Runnable action) {
            isAnswering = true;
            try {
                action.run();
            } finally {
                isAnswering = false;
            }
        }

        @Override
        public void dispose() {
            boolean isChecked = isAnswering && wasOKed() && !wasCanceled();
            isAnswering = false; // what disposes of it while a message is shown is no answer
            if (!isChecked || fits()) {
                super.dispose();
            }
        }

        @Override
        public void pack() {
            super.pack();
            DialogRoom.keepOnScreen(this);
        }

        private boolean fits() {
            resetCounters();
            try {
                Map<String, Object> values = values(this);
                values.forEach(module::setInput);
                command.requireFit();
                accepted = Optional.of(values);
                return true;
            } catch (IOException | RuntimeException e) {
                IJ.error(getTitle(), MessageText.wrapped(Failure.sentence(e)));
                return false;
            } finally {
                resetCounters();
            }
        }
    }

    private Checked build() throws IOException {
        Checked dialog = new Checked();
        if (module.getInputs().get(CommandInput.IMAGE) instanceof ImagePlus image && !asksForImage()) {
            dialog.addMessage("Image: " + image.getTitle());
        }
        CommandHelp.of(title).ifPresent(dialog::addHelp);
        notes = new DialogNotes(dialog);
        Map<String, Object> proposed = new LinkedHashMap<>();
        List<CommandInput> flags = new ArrayList<>();
        String heading = "";
        for (CommandInput input : inputs) {
            if (!command.heading(input.key()).equals(heading)) {
                addFlags(dialog, flags, proposed);
                flags.clear();
                heading = command.heading(input.key());
                if (!heading.isEmpty()) {
                    dialog.addMessage(heading, HEADING);
                }
            }
            proposed.put(input.key(), proposal(input, proposed));
            if (input.isFlag()) {
                flags.add(input);
            } else {
                addField(dialog, input, proposed);
            }
        }
        addFlags(dialog, flags, proposed);
        latest.putAll(proposed);
        hideIdle(proposed);
        if (proposed.containsKey("model")) {
            module.setInput("model", proposed.get("model"));
        }
        warnAnew();
        dialog.addDialogListener(this);
        return dialog;
    }

    private boolean asksForImage() {
        return inputs.stream().anyMatch(input -> input.key().equals(CommandInput.IMAGE));
    }

    private Object proposal(CommandInput input, Map<String, Object> chosen) throws IOException {
        Object proposed = command.proposal(input.key(), chosen).orElse(module.getInput(input.key()));
        boolean unknown = !input.choices().isEmpty() && !input.choices().contains(proposed);
        return unknown && !input.is(ImagePlus.class) ? input.choices().get(0) : proposed;
    }

    private void addField(GenericDialog dialog, CommandInput input, Map<String, Object> proposed) throws IOException {
        String label = input.item().getLabel();
        Object value = proposed.get(input.key());
        LesionCommand.Parts needed = command.parts(input.key(), proposed);
        if (needed.most() > 0) {
            parts.put(input.key(), new DialogParts(dialog, label, needed));
        } else if (input.is(ImagePlus.class)) {
            String first = value instanceof ImagePlus image ? image.getTitle() : null;
            dialog.addChoice(label, offered(input, CommandInput.openTitles()).toArray(String[]::new), first);
        } else if (!input.choices().isEmpty()) {
            String[] shown = offered(input, input.choices()).stream()
                    .map(choice -> command.shown(input.key(), choice))
                    .toArray(String[]::new);
            dialog.addChoice(label, shown, command.shown(input.key(), (String) value));
        } else if (input.isNumber()) {
            addText(dialog, input, text(input, value), 8);
        } else if (input.is(File.class)) {
            addFile(dialog, input, value == null ? "" : value.toString());
        } else {
            addText(dialog, input, text(input, value), 24);
        }
    }

    private List<String> offered(CommandInput input, List<String> choices) {
        return choices.stream()
                .filter(choice -> command.isOffered(input.key(), choice))
                .toList();
    }

    private void addText(GenericDialog dialog, CommandInput input, String text, int columns) {
        dialog.addStringField(input.item().getLabel(), text, columns);
        Component label = dialog.getComponent(dialog.getComponentCount() - 2);
        fields.put(
                input.key(), List.of(label, (Component) dialog.getStringFields().lastElement()));
    }

    private static String text(CommandInput input, Object value) {
        return value == null ? "" : input.write(value);
    }

    private static void addFile(GenericDialog dialog, CommandInput input, String path) {
        if ("directory".equals(input.item().getWidgetStyle())) {
            dialog.addDirectoryField(input.item().getLabel(), path, 30);
        } else {
            dialog.addFileField(input.item().getLabel(), path, 30);
            if (FILE_OR_FOLDER.equals(input.item().getWidgetStyle())) {
                takeFoldersToo(dialog);
            }
        }
    }

    /** ImageJ's field and button are for files only. */
    private static void takeFoldersToo(GenericDialog dialog) {
        TextField field = (TextField) dialog.getStringFields().lastElement();
        field.setDropTarget(new DropTarget(field, new DroppedFile(field)));
        for (Component beside : field.getParent().getComponents()) {
            if (beside instanceof Button button) {
                Stream.of(button.getActionListeners()).forEach(button::removeActionListener);
                button.addActionListener(event -> chooseFor(field));
            }
        }
    }

    private static void chooseFor(TextField field) {
        JFileChooser chooser =
                new JFileChooser(field.getText().isBlank() ? OpenDialog.getDefaultDirectory() : field.getText());
        chooser.setFileSelectionMode(JFileChooser.FILES_AND_DIRECTORIES);
        if (chooser.showOpenDialog(field) == JFileChooser.APPROVE_OPTION) {
            field.setText(chooser.getSelectedFile().getPath());
            OpenDialog.setDefaultDirectory(chooser.getCurrentDirectory().getPath());
        }
    }

    private void addFlags(GenericDialog dialog, List<CommandInput> flags, Map<String, Object> proposed) {
        if (flags.isEmpty()) {
            return;
        }
        String[] labels = flags.stream().map(flag -> flag.item().getLabel()).toArray(String[]::new);
        boolean[] values = new boolean[labels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (Boolean) proposed.get(flags.get(i).key());
        }
        dialog.setInsets(10, 20, 0);
        dialog.addCheckboxGroup((labels.length + 1) / 2, Math.min(2, labels.length), labels, values);
        int first = dialog.getCheckboxes().size() - labels.length;
        for (int i = 0; i < labels.length; i++) {
            boxes.put(flags.get(i).key(), (Component) dialog.getCheckboxes().get(first + i));
        }
    }

    /** In the order in which the fields were added: flags come last. */
    private Map<String, Object> values(GenericDialog dialog) {
        Map<String, Object> values = new LinkedHashMap<>();
        inputs.stream().filter(input -> !input.isFlag()).forEach(input -> {
            String text = text(dialog, input);
            boolean open = text == null || text.isBlank();
            values.put(input.key(), open && !input.item().isRequired() ? null : input.read(Optional.ofNullable(text)));
        });
        inputs.stream().filter(CommandInput::isFlag).forEach(input -> values.put(input.key(), dialog.getNextBoolean()));
        return values;
    }

    private String text(GenericDialog dialog, CommandInput input) {
        if (parts.containsKey(input.key())) {
            return parts.get(input.key()).read(dialog);
        }
        return input.choices().isEmpty() && !input.is(ImagePlus.class)
                ? dialog.getNextString()
                : choice(input, dialog.getNextChoice());
    }

    /** The choice that is shown as a text. */
    private String choice(CommandInput input, String shown) {
        return input.choices().stream()
                .filter(choice -> command.shown(input.key(), choice).equals(shown))
                .findFirst()
                .orElse(shown);
    }

    /** Another model has other defaults: its numbers, and its channels, appear as soon as it is chosen. */
    @Override
    public boolean dialogItemChanged(GenericDialog dialog, AWTEvent event) {
        if (event != null && event.getSource() instanceof Choice choice) {
            Map<String, Object> chosen = new LinkedHashMap<>();
            inputs.stream()
                    .filter(input -> input.choices().contains(choice(input, choice.getSelectedItem())))
                    .forEach(input -> chosen.put(input.key(), choice(input, choice.getSelectedItem())));
            latest.putAll(chosen);
            if (chosen.containsKey("model")) {
                propose(dialog, fields.keySet(), chosen);
            }
            boolean isPart = parts.values().stream().anyMatch(shown -> shown.has(choice));
            if (isPart || chosen.containsKey("model")) {
                showWhatDependsOnIt(dialog, chosen);
            }
        }
        if (event != null && event.getSource() instanceof TextField field) {
            inputs.stream()
                    .filter(input -> fields.containsKey(input.key())
                            && fields.get(input.key()).contains(field))
                    .forEach(input -> follow(dialog, input, field.getText()));
        }
        return true;
    }

    /** What depends on a number, as soon as it is one. */
    private void follow(GenericDialog dialog, CommandInput input, String text) {
        Set<String> following = command.following(input.key());
        if (!following.isEmpty() && input.accepts(text)) {
            latest.put(input.key(), input.read(Optional.of(text)));
            propose(dialog, following, latest);
        }
    }

    private void showWhatDependsOnIt(GenericDialog dialog, Map<String, Object> chosen) {
        try {
            if (chosen.containsKey("model")) {
                for (Map.Entry<String, DialogParts> shown : parts.entrySet()) {
                    shown.getValue().show(command.parts(shown.getKey(), chosen).names());
                }
                hideIdle(chosen);
                module.setInput("model", chosen.get("model"));
            }
            warnAnew();
            dialog.pack();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Of the parts that are chosen now. */
    private void warnAnew() throws IOException {
        parts.forEach((key, shown) -> module.setInput(key, shown.written()));
        notes.show(command.note());
    }

    /** What means nothing beside what else is chosen. */
    private void hideIdle(Map<String, Object> chosen) throws IOException {
        for (Map.Entry<String, List<Component>> number : fields.entrySet()) {
            boolean isNeeded = command.isNeeded(number.getKey(), chosen);
            number.getValue().forEach(component -> component.setVisible(isNeeded));
        }
        for (Map.Entry<String, Component> box : boxes.entrySet()) {
            box.getValue().setVisible(command.isNeeded(box.getKey(), chosen));
        }
    }

    /** Writes what is proposed now for some numbers and texts. */
    private void propose(GenericDialog dialog, Set<String> keys, Map<String, Object> chosen) {
        try {
            for (CommandInput input : inputs) {
                if (keys.contains(input.key()) && fields.containsKey(input.key())) {
                    TextField shown = (TextField) fields.get(input.key()).get(1);
                    command.proposal(input.key(), chosen).ifPresent(value -> shown.setText(input.write(value)));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
