package org.lesionlens.fiji;

import ij.IJ;
import ij.macro.Interpreter;
import org.lesionlens.volume.Progress;

/** Progress and remaining time in ImageJ's status bar; Escape cancels. */
final class StatusProgress implements Progress {
    private static final double NANOS = 1e9;

    private final Interpreter macro = Interpreter.getInstance();
    private final String before;
    private String stage = "";
    private long start;

    StatusProgress() {
        this("");
    }

    /** Says which of several cases it is about. */
    StatusProgress(String before) {
        this.before = before;
    }

    @Override
    public synchronized void update(String newStage, long done, long total) {
        if (!stage.equals(newStage)) {
            stage = newStage;
            start = System.nanoTime();
        }
        IJ.showProgress((int) done, (int) total);
        IJ.showStatus(before + newStage + ": " + done + " of " + total + remaining(done, total) + " (Esc stops)");
    }

    private String remaining(long done, long total) {
        if (done == 0 || done == total) {
            return "";
        }
        double seconds = (System.nanoTime() - start) / NANOS / done * (total - done);
        return seconds < 60
                ? ", " + Math.round(Math.max(1, seconds)) + " s left"
                : ", " + Math.round(seconds / 60) + " min left";
    }

    @Override
    public boolean isCancelled() {
        return IJ.escapePressed() || macro != null && macro.done();
    }
}
