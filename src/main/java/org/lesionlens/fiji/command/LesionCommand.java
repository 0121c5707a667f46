package org.lesionlens.fiji.command;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.inference.Device;
import org.scijava.command.Command;

/**
 * A command of the menu: its annotated inputs are its dialog and its macro keys.
 *
 * <p>{@link #run()} computes and throws; it shows nothing. Inputs stay as they are.
 */
public abstract class LesionCommand implements Command {
    /** A number that nobody gave: SciJava would fill in 0 for null, which may be meant. */
    public static final Double UNSET = Double.NaN;

    /** The input that says that the model may be opened without a trial: for macros; a dialog asks where it must be. */
    public static final String TRUST = "trust";

    private List<Result> results = List.of();
    private boolean isWarned;
    private boolean isByDialog;

    /** What an input may be; empty if the input's own description says it. */
    protected List<String> choices(String key) throws IOException {
        return key.equals("device") ? Device.choices() : List.of();
    }

    /** How the dialog shows one of the choices of an input; each differs from the others. */
    protected String shown(String key, String choice) {
        return choice;
    }

    /**
     * The parts of an input that the dialog asks for one by one, written as {@code t1=1,flair=2}.
     *
     * @param names of the parts; none for an input that is asked for as one
     * @param choices of each
     * @param most parts that there are, whatever else is chosen
     */
    public record Parts(List<String> names, List<String> choices, int most) {
        static final Parts NONE = new Parts(List.of(), List.of(), 0);
    }

    /**
     * The parts of an input; none of most.
     *
     * @param chosen the values of the dialog so far
     */
    protected Parts parts(String key, Map<String, Object> chosen) throws IOException {
        return Parts.NONE;
    }

    /**
     * What the dialog proposes, where that is known only now; empty for the input's own value.
     *
     * @param chosen the values of the dialog so far
     */
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) throws IOException {
        return Optional.empty();
    }

    /** The inputs that the dialog proposes anew when a number is changed. */
    protected Set<String> following(String key) {
        return Set.of();
    }

    /** What stands above an input in the dialog, and above all others of the same heading; empty for nothing. */
    protected String heading(String key) {
        return "";
    }

    /** Whether the dialog offers one of the choices, or of the open images, of an input; a macro may name any. */
    protected boolean isOffered(String key, String choice) {
        return true;
    }

    /** Whether the dialog asks for an input: not for a channel where there is one. */
    protected boolean isAsked(String key) {
        return !key.equals(TRUST);
    }

    /** The image that a dialog takes where this one is the current one: of a command on labels those that were made from it. */
    protected ImagePlus taken(ImagePlus current) {
        return current;
    }

    /** Whether the Recorder writes an input down: not what was only looked for. */
    protected boolean isRecorded(String key) {
        return true;
    }

    /**
     * Whether an input means something; the dialog hides it while it does not.
     *
     * @param chosen the values of the dialog so far
     */
    protected boolean isNeeded(String key, Map<String, Object> chosen) throws IOException {
        return true;
    }

    /** Why the result may be wrong, a sentence each, told before the command runs. */
    protected List<String> warnings() throws IOException {
        return List.of();
    }

    /** What a dialog says above its fields of what is chosen in it, a sentence each. */
    protected List<String> notes() throws IOException {
        return warnings();
    }

    /** The notes, for the dialog; nothing more is told before the run. */
    final List<String> note() throws IOException {
        isByDialog = true;
        isWarned = true;
        return notes();
    }

    /** Whether a dialog asked for the inputs; whoever runs the command otherwise sees what it throws, and perhaps nothing else. */
    protected final boolean isByDialog() {
        return isByDialog;
    }

    /** The warnings, for whoever tells the user before {@link #run()}; else the run logs them. */
    final List<String> warn() throws IOException {
        isWarned = true;
        return warnings();
    }

    /**
     * Refuses inputs that do not fit the image or one another; quick, since the dialog stays open until it does not.
     *
     * @throws org.lesionlens.volume.UserMessageException if they do not
     */
    protected void requireFit() throws IOException {}

    /** What stands for no image. */
    public static final String NO_IMAGE = "none";

    /** The titles of the open images, and what stands for none of them. */
    protected static List<String> imagesOrNone() {
        return Stream.concat(Stream.of(NO_IMAGE), CommandInput.openTitles().stream())
                .toList();
    }

    /** The computation; what it throws is told to the user in one sentence. */
    protected abstract List<Result> compute() throws IOException;

    /** How the run ended, for the status bar, behind the command's name. */
    protected String ending() {
        return results.stream().anyMatch(Result::isEmpty) ? "done: there is no lesion" : "done";
    }

    /** What is to be shown after {@link #run()}. */
    final List<Result> results() {
        return results;
    }

    @Override
    public final void run() {
        try {
            if (!isWarned) {
                warn().forEach(warning -> IJ.log("LesionLens: " + warning));
            }
            requireFit();
            results = compute();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
