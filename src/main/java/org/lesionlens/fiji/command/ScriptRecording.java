package org.lesionlens.fiji.command;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the Recorder writes of a command in its modes for scripts (JavaScript, BeanShell, Java, Python), whose lines work on
 * the variable {@code imp}.
 *
 * <p>ImageJ itself would leave {@code imp} at the image that was open before a command opened another one, and writes no
 * line where the user goes to another window: the script would analyse another patient.
 */
final class ScriptRecording {
    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^imp =");
    private static final Pattern USE = Pattern.compile("\\(imp\\b|\\bimp\\.");
    private static final String CURRENT = "imp = IJ.getImage();\n";
    /** With this name in the script ImageJ does not take {@code imp} for an image that is open when the script starts. */
    private static final String OPENED = "// imp is what was opened: IJ.openImage does not read medical volumes\n";

    /** The image that {@code imp} stands for after that many assignments; 0 if nobody knows. */
    private static int known;

    private static int assignments;

    private ScriptRecording() {}

    /** Whether the Recorder is open in such a mode and waits for the end of a command, which it does not in a macro. */
    static boolean isOn() {
        return IJ.recording() && Recorder.scriptMode() && Recorder.getCommand() != null;
    }

    /**
     * Writes a command that is done, in place of ImageJ's own line.
     *
     * @param image that it worked on; null if on none
     * @param opens whether it showed an image, which is the current one then
     */
    static void record(String command, ImagePlus image, boolean opens) {
        String options = Objects.requireNonNullElse(Recorder.getCommandOptions(), "");
        Recorder.disableCommandRecording();
        if (image != null && known() != 0 && known != image.getID()) {
            write("IJ.selectWindow(\"" + Recorder.fixString(image.getTitle()) + "\");\n" + CURRENT, image);
        }
        String text = Recorder.getInstance().getText();
        write("IJ.run(" + (image == null ? "" : "imp, ") + "\"" + command + "\", \"" + options + "\");\n", image);
        if (opens) {
            boolean first = image == null && !USE.matcher(text).find();
            write((first ? OPENED : "") + CURRENT, WindowManager.getCurrentImage());
        }
    }

    private static int known() {
        return assignments() == assignments ? known : 0;
    }

    private static int assignments() {
        return (int)
                ASSIGNMENT.matcher(Recorder.getInstance().getText()).results().count();
    }

    /** Lines after which {@code imp} stands for an image. */
    private static void write(String lines, ImagePlus image) {
        Recorder.recordString(lines);
        known = image == null ? known() : image.getID();
        assignments = assignments();
    }
}
