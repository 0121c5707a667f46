package org.lesionlens.cli;

import java.io.PrintWriter;
import org.lesionlens.followup.FollowUp;
import org.lesionlens.volume.TimeLeft;

/** How far a follow-up is: a line every {@value #PAUSE_SECONDS} s, and one at the end. */
final class PatientProgress {
    private static final int PAUSE_SECONDS = 10;

    private final PrintWriter err;
    private final int total;
    private final TimeLeft left = new TimeLeft();
    private double shown;

    /** @param total how many patients there are */
    PatientProgress(PrintWriter err, int total) {
        this.err = err;
        this.total = total;
    }

    /** @param soFar the patients that are done */
    void ended(FollowUp.Outcome soFar) {
        if (soFar.patients() == total || left.seconds() - shown > PAUSE_SECONDS) {
            shown = left.seconds();
            err.println(soFar.patients() + " of " + total + " patients, " + soFar.failed() + " not compared, "
                    + left.of(soFar.patients(), total) + " left");
            err.flush();
        }
    }
}
