package org.lesionlens.fiji.command;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.CommandInfo;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;

/**
 * Every menu entry of {@code plugins.config}: runs the SciJava command whose class is its argument.
 *
 * <p>In a macro, a script or without a screen the options are read exactly and there is no dialog; else a dialog asks.
 * The command runs on the calling thread and its results are shown from there. An error is shown in one sentence,
 * logged, and ends the macro.
 */
public final class CommandBridge implements PlugIn {
    @Override
    public void run(String className) {
        run(className, Map.of());
    }

    /**
     * Runs a command on values that come from elsewhere, as a file that was dropped. Where they do not fit, a dialog asks,
     * unless nobody is to be asked.
     *
     * @return what was shown; nothing if the dialog was cancelled or an error was told
     */
    public static List<Result> run(Class<? extends LesionCommand> command, Map<String, Object> given) {
        return run(command.getName(), given);
    }

    private static List<Result> run(String className, Map<String, Object> given) {
        String title = "LesionLens";
        try {
            CommandInfo info = CommandContext.info(className);
            title = info.getLabel();
            return run(info, given);
        } catch (CancellationException e) {
            cancelled(title);
        } catch (UncheckedIOException e) {
            failed(title, e.getCause());
        } catch (IOException | ModuleException | RuntimeException | LinkageError | OutOfMemoryError e) {
            rethrowCancelledMacro(e);
            failed(title, e);
        } finally {
            IJ.showProgress(1, 1);
        }
        return List.of();
    }

    /**
     * What a command gives on values that come from elsewhere; nobody is asked and nothing is shown.
     *
     * @throws UserMessageException with a sentence that names the command, if it fails
     */
    public static List<Result> results(Class<? extends LesionCommand> type, Map<String, Object> given) {
        CommandInfo info = CommandContext.info(type.getName());
        try {
            Module module = info.createModule();
            given.forEach(module::setInput);
            module.run();
            return ((LesionCommand) module.getDelegateObject()).results();
        } catch (ModuleException | RuntimeException e) {
            Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
            throw new UserMessageException(
                    "Plugins > LesionLens > " + info.getLabel() + ": " + Failure.sentence(cause), e);
        }
    }

    private static List<Result> run(CommandInfo info, Map<String, Object> given) throws IOException, ModuleException {
        Module module = info.createModule();
        LesionCommand command = (LesionCommand) module.getDelegateObject();
        if (given.isEmpty() ? !resolve(info, module, command) : !take(info, module, command, given)) {
            return List.of();
        }
        IJ.resetEscape();
        module.run();
        command.results().forEach(Result::show);
        if (ScriptRecording.isOn()) {
            boolean opens = command.results().stream().anyMatch(Result.Image.class::isInstance);
            ScriptRecording.record(info.getLabel(), image(info, module), opens);
        }
        IJ.showStatus(info.getLabel() + " " + command.ending());
        return command.results();
    }

    /** Fills the inputs with what is given; false if that does not fit and the user closed the dialog. */
    private static boolean take(CommandInfo info, Module module, LesionCommand command, Map<String, Object> given)
            throws IOException {
        given.forEach(module::setInput);
        if (isAutomatic()) {
            return true;
        }
        List<CommandInput> inputs = new ArrayList<>();
        for (ModuleItem<?> item : info.inputs()) {
            inputs.add(CommandInput.of(item, command));
        }
        if (IJ.recording()) {
            Recorder.setCommand(info.getLabel());
        }
        boolean fits = fits(info.getLabel(), command);
        boolean taken = fits || ask(info.getLabel(), module, command, inputs);
        if (IJ.recording() && fits) {
            record(inputs, given, command);
        }
        if (IJ.recording() && taken) {
            Recorder.saveCommand();
        }
        return taken;
    }

    private static boolean fits(String title, LesionCommand command) {
        try {
            command.requireFit();
            return true;
        } catch (IOException | UserMessageException e) {
            IJ.error(title, MessageText.wrapped(Failure.sentence(e)));
            return false;
        }
    }

    /** The image that a command works on; null if it takes none, or several. */
    private static ImagePlus image(CommandInfo info, Module module) {
        return info.getInput(CommandInput.IMAGE) == null ? null : (ImagePlus) module.getInput(CommandInput.IMAGE);
    }

    /** Fills the inputs; false if the user closed the dialog. */
    private static boolean resolve(CommandInfo info, Module module, LesionCommand command) throws IOException {
        boolean automatic = isAutomatic();
        Map<String, Optional<String>> options = automatic ? options() : Map.of();
        List<CommandInput> inputs = new ArrayList<>();
        for (ModuleItem<?> item : info.inputs()) {
            if (item.getType() == ImagePlus.class
                    && item.getName().equals(CommandInput.IMAGE)
                    && !options.containsKey(CommandInput.IMAGE)) {
                ImagePlus current = currentImage();
                module.setInput(CommandInput.IMAGE, automatic ? current : command.taken(current));
            } else {
                inputs.add(CommandInput.of(item, command));
            }
        }
        if (!automatic) {
            List<CommandInput> asked = inputs.stream()
                    .filter(input -> command.isAsked(input.key()))
                    .toList();
            return asked.isEmpty() || ask(info.getLabel(), module, command, asked);
        }
        set(module, inputs, options);
        command.warn().forEach(warning -> IJ.log(info.getLabel() + ": " + warning));
        return true;
    }

    private static boolean ask(String title, Module module, LesionCommand command, List<CommandInput> asked)
            throws IOException {
        Optional<Map<String, Object>> values = new CommandDialog(title, module, command, asked).ask();
        if (values.isEmpty()) {
            return false;
        }
        values.get().forEach(module::setInput);
        if (IJ.recording()) {
            recordTaken(module);
            record(asked, values.get(), command);
        }
        return true;
    }

    /** A macro takes the current image, unless it says otherwise. */
    private static void recordTaken(Module module) {
        if (module.getInputs().get(CommandInput.IMAGE) instanceof ImagePlus taken
                && taken != WindowManager.getCurrentImage()) {
            Recorder.recordOption(CommandInput.IMAGE, MacroOptions.recorded(taken.getTitle()));
        }
    }

    /** What the dialog did not show means nothing in a macro either. */
    private static void record(List<CommandInput> inputs, Map<String, Object> values, LesionCommand command)
            throws IOException {
        for (CommandInput input : inputs) {
            Object value = values.get(input.key());
            if (value != null && command.isRecorded(input.key()) && command.isNeeded(input.key(), values)) {
                Recorder.recordOption(input.key(), MacroOptions.recorded(input.write(value)));
            }
        }
    }

    /** @throws UsageException if an option is unknown, wrong or missing */
    private static void set(Module module, List<CommandInput> inputs, Map<String, Optional<String>> options) {
        Map<String, Optional<String>> left = new LinkedHashMap<>(options);
        for (CommandInput input : inputs) {
            Optional<String> text = left.remove(input.key());
            if (text != null) {
                module.setInput(input.key(), input.read(text));
            } else if (input.item().isRequired() && module.getInput(input.key()) == null) {
                throw new UsageException(
                        "the option " + input.named() + " is missing: write " + input.key() + "=value");
            }
        }
        if (!left.isEmpty()) {
            throw new UsageException(
                    "there is no option " + left.keySet().iterator().next() + ": use "
                            + inputs.stream().map(CommandInput::key).toList());
        }
    }

    private static ImagePlus currentImage() {
        ImagePlus image = WindowManager.getCurrentImage();
        if (image == null) {
            throw new UserMessageException("no image is open: open one, for example with Plugins > LesionLens >"
                    + " Open Medical Volume..., and try again");
        }
        return image;
    }

    /** Whether nobody is to be asked: a macro, a script with options, or no screen. */
    public static boolean isAutomatic() {
        return Macro.getOptions() != null || Interpreter.getInstance() != null || GraphicsEnvironment.isHeadless();
    }

    private static Map<String, Optional<String>> options() {
        String text = Macro.getOptions();
        Map<String, Optional<String>> options = new LinkedHashMap<>();
        MacroOptions.parse(text == null ? "" : text)
                .forEach((key, value) -> options.put(key, value.map(CommandBridge::variable)));
        return options;
    }

    /** A value {@code &name} stands for the macro's variable of that name. */
    private static String variable(String value) {
        Interpreter macro = Interpreter.getInstance();
        if (macro == null || !value.startsWith("&")) {
            return value;
        }
        String content = macro.getVariableAsString(value.substring(1));
        return content == null ? value : content;
    }

    /** The user wanted it, so a macro ends without a window that says so. */
    private static void cancelled(String title) {
        IJ.showStatus(title + " cancelled");
        Networks.leftBehind().ifPresent(sentence -> IJ.log(title + ": cancelled, but " + sentence));
        endMacro(Interpreter::abort);
    }

    private static void endMacro(Consumer<Interpreter> end) {
        Interpreter macro = Interpreter.getInstance();
        if (macro != null) {
            end.accept(macro);
            throw new RuntimeException(Macro.MACRO_CANCELED);
        }
    }

    private static void rethrowCancelledMacro(Throwable error) {
        if (error instanceof RuntimeException cancelled && Macro.MACRO_CANCELED.equals(error.getMessage())) {
            throw cancelled;
        }
    }

    private static void failed(String title, Throwable error) {
        String sentence = Failure.sentence(error);
        IJ.log(title + ": " + sentence);
        IJ.showStatus(title + " failed");
        endMacro(macro -> macro.abort(MessageText.wrapped(title + ": " + sentence)));
        if (isAutomatic()) {
            throw new IllegalStateException(title + ": " + sentence, error);
        }
        IJ.error(title, MessageText.wrapped(sentence));
    }
}
