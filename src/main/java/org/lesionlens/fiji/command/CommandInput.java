package org.lesionlens.fiji.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.fiji.image.LabelImage;
import org.lesionlens.volume.UsageException;
import org.scijava.module.ModuleItem;

/**
 * One input of a command: its macro key, its dialog label, and how its text is read.
 *
 * @param item SciJava's description of it
 * @param choices what it may be; empty for anything of its type
 */
public record CommandInput(ModuleItem<?> item, List<String> choices) {
    /** The key of the image that a command works on: the current one unless it is named. */
    static final String IMAGE = "image";

    /** The inputs of a command in the order of their fields. */
    static CommandInput of(ModuleItem<?> item, LesionCommand command) throws IOException {
        List<String> now = command.choices(item.getName());
        List<String> fixed = item.getChoices() == null
                ? List.of()
                : item.getChoices().stream().map(Object::toString).toList();
        return new CommandInput(item, now.isEmpty() ? fixed : now);
    }

    String key() {
        return item.getName();
    }

    boolean is(Class<?>... types) {
        return Arrays.asList(types).contains(item.getType());
    }

    boolean isFlag() {
        return is(boolean.class, Boolean.class);
    }

    boolean isNumber() {
        return is(int.class, Integer.class, double.class, Double.class);
    }

    boolean isWhole() {
        return is(int.class, Integer.class);
    }

    /**
     * Reads a macro's value.
     *
     * @param text empty for a key without a value, which only a flag may be
     * @throws UsageException if the value is of another type, out of range, or none of the choices
     */
    Object read(Optional<String> text) {
        if (isFlag()) {
            return flag(text.orElse("true"));
        }
        String value = text.orElseThrow(
                () -> new UsageException("the option " + named() + " has no value: write " + key() + "=value"));
        if (isNumber()) {
            return number(value);
        }
        if (is(ImagePlus.class)) {
            return image(value);
        }
        if (is(File.class)) {
            return file(value);
        }
        requireChoice(value);
        return value;
    }

    /** Whether a text can be read. */
    boolean accepts(String text) {
        try {
            read(Optional.of(text));
            return true;
        } catch (UsageException e) {
            return false;
        }
    }

    private Boolean flag(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(value, "true or false");
        }
        return Boolean.valueOf(value);
    }

    private Number number(String value) {
        try {
            Number number = isWhole() ? (Number) Integer.valueOf(value) : (Number) Double.valueOf(value);
            requireInRange(number);
            return number;
        } catch (NumberFormatException e) {
            throw wrong(value, isWhole() ? "a whole number" : "a number with a decimal point");
        }
    }

    private void requireInRange(Number number) {
        Number least = (Number) item.getMinimumValue();
        Number most = (Number) item.getMaximumValue();
        boolean tooSmall = least != null && !(number.doubleValue() >= least.doubleValue());
        boolean tooLarge = most != null && !(number.doubleValue() <= most.doubleValue());
        if (tooSmall || tooLarge) {
            String range = most == null ? "at least " + least : least + " to " + most;
            throw wrong(number.toString(), range);
        }
    }

    private ImagePlus image(String title) {
        ImagePlus image = WindowManager.getImage(title);
        if (image == null) {
            throw wrong(title, openTitles().isEmpty() ? "an open image: none is open" : "one of " + openTitles());
        }
        requireOne(title, openTitles());
        return image;
    }

    private static void requireOne(String title, List<String> titles) {
        int images = Collections.frequency(titles, title);
        if (images > 1) {
            throw new UsageException(images + " open images are called \"" + title
                    + "\" and nobody knows which one is meant: give each a name of its own (Image > Rename...)");
        }
    }

    private File file(String value) {
        if (value.isBlank()) {
            throw wrong(value, "the path of a file or folder");
        }
        return new File(value);
    }

    private void requireChoice(String value) {
        if (!choices.isEmpty() && !choices.contains(value)) {
            throw wrong(value, "one of " + choices);
        }
        requireOne(value, choices);
    }

    private UsageException wrong(String found, String expected) {
        return new UsageException(
                "the option " + named() + " is \"" + found + "\" but must be " + expected + ": change it");
    }

    /** As a macro and as the dialog call it. */
    String named() {
        return key() + " (\"" + item.getLabel() + "\")";
    }

    /** The text of a value as a macro writes it. */
    String write(Object value) {
        if (value instanceof ImagePlus image) {
            return image.getTitle();
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return String.format(Locale.ROOT, "%d", number.longValue());
        }
        return value instanceof File file ? Recorder.fixPath(file.toString()) : value.toString();
    }

    /** The titles of all open images. */
    public static List<String> openTitles() {
        return open().map(ImagePlus::getTitle).toList();
    }

    /** The open images that may be labels or a mask, first those of what the user looks at: the current image, or its labels. */
    public static List<ImagePlus> labelImages() {
        ImagePlus current = WindowManager.getCurrentImage();
        ImagePlus first = current == null ? null : LabelImage.beside(current);
        return open().filter(LabelImage::mayBeLabels)
                .sorted(Comparator.comparing(image -> image != first))
                .toList();
    }

    /** Whether the open image of a title may be labels or a mask. */
    public static boolean mayBeLabels(String title) {
        ImagePlus image = WindowManager.getImage(title);
        return image != null && LabelImage.mayBeLabels(image);
    }

    /** Whether the open image of a title has the columns, rows and slices of another. */
    public static boolean isOfSize(String title, ImagePlus other) {
        ImagePlus image = WindowManager.getImage(title);
        return image != null && LabelImage.hasSizeOf(image, other);
    }

    private static Stream<ImagePlus> open() {
        int[] ids = WindowManager.getIDList();
        return ids == null
                ? Stream.empty()
                : Arrays.stream(ids).mapToObj(WindowManager::getImage).filter(Objects::nonNull);
    }
}
