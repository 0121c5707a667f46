package org.lesionlens.fiji.command;

import ij.IJ;
import ij.macro.Interpreter;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.TimeLeft;

/** Progress and remaining time in ImageJ's status bar and in the window of the run; its button and Escape cancel. */
public final class StatusProgress implements Progress {
    private final Interpreter macro = Interpreter.getInstance();
    private final ProgressWindow window;
    private final String before;
    private String stage = "";
    private TimeLeft left = new TimeLeft();

    /**
     * Reports to the window of a run.
     *
     * @param before which of several cases or frames it is about; empty if there is only one
     */
    public StatusProgress(ProgressWindow window, String before) {
        this.window = window;
        this.before = before;
    }

    @Override
    public synchronized void update(String newStage, long done, long total) {
        if (!stage.equals(newStage)) {
            stage = newStage;
            left = new TimeLeft();
        }
        IJ.showProgress((int) done, (int) total);
        String text = before + newStage + ": " + done + " of " + total + remaining(done, total);
        IJ.showStatus(text + " (Esc stops)");
        window.update(text, done, total);
    }

    private String remaining(long done, long total) {
        return done == 0 || done == total ? "" : ", " + left.of(done, total) + " left";
    }

    @Override
    public boolean isCancelled() {
        return window.isCancelled() || IJ.escapePressed() || macro != null && macro.done();
    }
}
