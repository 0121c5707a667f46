package org.lesionlens.fiji.review;

import java.awt.EventQueue;
import java.awt.Window;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.swing.JOptionPane;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.review.CaseInReview;

/**
 * A case that is not on the screen any more. What was changed and not accepted is kept; where that fails the user says what
 * becomes of it.
 *
 * @param review the window of the review, which asks
 */
record LeftCase(CaseInReview item, Window review) {
    private static final String TITLE = "Changes that are not saved";
    private static final String DISCARD = "Discard";

    /** Ends the review of the case, however often it takes; what the user is told of its changes. */
    Optional<String> giveBack() {
        boolean isChanged = item.isChanged();
        Optional<Throwable> failure = close();
        while (failure.isPresent()) {
            if (isDiscarded(failure.get())) {
                return Optional.of(discard());
            }
            failure = close();
        }
        return isChanged
                ? Optional.of("the changes of " + name()
                        + " were not accepted: they are kept, and offered when it is opened again")
                : Optional.empty();
    }

    private String name() {
        return item.seen().name();
    }

    private Optional<Throwable> close() {
        return Tried.failure(item::close);
    }

    private String discard() {
        try {
            item.discard();
            return "the changes of " + name() + " are discarded";
        } catch (IOException | RuntimeException e) {
            return "the changes of " + name() + " are discarded, but not what was saved of them before: "
                    + Failure.sentence(e);
        }
    }

    private boolean isDiscarded(Throwable why) {
        return EventQueue.isDispatchThread()
                ? ask(why)
                : CompletableFuture.supplyAsync(() -> ask(why), EventQueue::invokeLater)
                        .join();
    }

    /** Whoever closes the question has not discarded anything. */
    private boolean ask(Throwable why) {
        Object[] answers = {"Try again", DISCARD};
        int answer = JOptionPane.showOptionDialog(
                review.isShowing() ? review : null,
                "The changes of " + name() + " are not saved: " + Failure.sentence(why)
                        + "\nTry again when that is mended, or discard them.",
                TITLE,
                JOptionPane.DEFAULT_OPTION,
                JOptionPane.ERROR_MESSAGE,
                null,
                answers,
                answers[0]);
        return answer == 1;
    }
}
