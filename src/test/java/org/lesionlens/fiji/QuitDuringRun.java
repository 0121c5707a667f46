package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import java.awt.Window;
import java.util.stream.Stream;
import javax.swing.JDialog;
import javax.swing.JLabel;
import org.lesionlens.fiji.command.CommandBridge;

/** A program of its own: starts ImageJ and a long run, and quits while it goes on. Ends with 0 if ImageJ does. */
final class QuitDuringRun {
    private static final int STILL_THERE = 3;

    private QuitDuringRun() {}

    /** Whether slices are counted. */
    private static boolean isAtWork() {
        return Stream.of(Window.getWindows())
                .filter(window -> window instanceof JDialog && window.isShowing())
                .flatMap(window -> WindowFixture.inside((JDialog) window, JLabel.class).stream())
                .anyMatch(label -> label.getText().matches(".*: [0-9]+ of 600.*"));
    }

    public static void main(String[] arguments) throws Exception {
        PluginsFolder.startWindow().exitWhenQuitting(true);
        ImagePlus tall = RunWindowTest.tallPhantom();
        tall.show();
        Thread run = new Thread(() -> new CommandBridge().run(SegmentLesionsCommand.class.getName()), "Run$_Segment");
        Macro.setOptions(run, "device=cpu");
        run.start();
        while (!isAtWork()) {
            Thread.sleep(50);
        }
        if (!run.isAlive()) {
            System.exit(STILL_THERE);
        }
        IJ.getInstance().quit();
        Thread.sleep(120_000);
        Runtime.getRuntime().halt(STILL_THERE);
    }
}
