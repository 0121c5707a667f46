package org.lesionlens.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.TimeLeft;

/** A bar with the remaining time on a terminal, a line for each stage otherwise; Ctrl-C cancels. For one thread. */
final class TerminalProgress implements Progress, AutoCloseable {
    private final String caseName;
    private final PrintWriter err;
    private final boolean terminal;
    private ProgressBar bar;
    private String stage = "";
    private TimeLeft left = new TimeLeft();

    TerminalProgress(String caseName, PrintWriter err) {
        this.caseName = caseName;
        this.err = err;
        this.terminal = isTerminal();
    }

    /** Whether somebody watches. Since Java 22 there is a console even where input and output are redirected. */
    static boolean isTerminal() {
        Console console = System.console();
        try {
            return console != null
                    && (Runtime.version().feature() < 22
                            || (boolean) Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    @Override
    public void update(String newStage, long done, long total) {
        if (!Objects.equals(stage, newStage)) {
            begin(newStage, total);
        }
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(done == 0 ? "" : left.of(done, total) + " left");
        }
    }

    private void begin(String newStage, long total) {
        close();
        stage = newStage;
        left = new TimeLeft();
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(caseName + ": " + newStage)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .hideEta()
                    .build();
        } else {
            err.println(caseName + ": " + newStage.toLowerCase(Locale.ROOT) + " (" + total + ")");
            err.flush();
        }
    }

    @Override
    public boolean isCancelled() {
        return Interruption.isRequested();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
