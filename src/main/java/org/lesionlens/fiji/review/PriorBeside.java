package org.lesionlens.fiji.review;

import java.awt.EventQueue;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.swing.AbstractAction;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JRootPane;
import javax.swing.KeyStroke;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.followup.OneSpace;
import org.lesionlens.followup.PriorExaminations;
import org.lesionlens.followup.PriorExaminations.Earlier;
import org.lesionlens.followup.PriorImage;
import org.lesionlens.followup.RegistrationChoice;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.registration.MisfitException;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.Judgement;
import org.lesionlens.review.Verdict;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;

/**
 * Brings the examination before a case onto the screen beside it, once the case has been looked at for a moment, so that nobody
 * waits for it. Its methods are for the event thread; it reads and registers on a thread of its own.
 */
final class PriorBeside {
    /** Whoever goes on to the next case sooner does not want it. */
    private static final int PAUSE_MS = 400;

    private static final String KEY = "prior";

    private final PriorExaminations examinations;
    private final CohortReview review;
    private final Consumer<String> status;
    private final JCheckBox toggle = new JCheckBox("Prior (U)", true);
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "LesionLens prior");
        thread.setDaemon(true);
        return thread;
    });
    private Optional<CaseOnScreen> open = Optional.empty();
    private Optional<PriorOnScreen> shown = Optional.empty();
    private Optional<Work> current = Optional.empty();

    /**
     * Nothing is shown before {@link #begin}.
     *
     * @param status is told what is wrong
     */
    PriorBeside(PriorExaminations examinations, CohortReview review, Consumer<String> status) {
        this.examinations = examinations;
        this.review = review;
        this.status = status;
        toggle.setFocusable(false);
        toggle.setToolTipText("the last examination of the patient before the case that is open, beside it");
        toggle.addActionListener(event -> {
            hide();
            if (toggle.isSelected()) {
                show();
            }
        });
    }

    /** Switches it on and off, as does its key in a window. */
    JCheckBox toggle(JRootPane root) {
        root.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).put(KeyStroke.getKeyStroke(KeyEvent.VK_U, 0), KEY);
        root.getActionMap().put(KEY, new AbstractAction() {
            private static final long serialVersionUID = 1;

            @Override
            public void actionPerformed(ActionEvent event) {
                toggle.doClick();
            }
        });
        return toggle;
    }

    /** A case is on the screen. */
    void begin(CaseOnScreen item) {
        open = Optional.of(item);
        if (toggle.isSelected()) {
            show();
        }
    }

    /** The case is left. */
    void end() {
        hide();
        open = Optional.empty();
    }

    void close() {
        end();
        reader.shutdownNow();
    }

    private void show() {
        current = open.map(Work::new);
        current.ifPresent(work -> reader.schedule(work, PAUSE_MS, TimeUnit.MILLISECONDS));
    }

    private void hide() {
        current.ifPresent(work -> work.isCancelled = true);
        current = Optional.empty();
        shown.ifPresent(prior -> {
            prior.close();
            open.ifPresent(CaseOnScreen::placeList);
        });
        shown = Optional.empty();
    }

    /** For one case, until that is left. */
    private final class Work implements Runnable, Progress {
        private final CaseOnScreen item;
        private volatile boolean isCancelled;

        Work(CaseOnScreen item) {
            this.item = item;
        }

        @Override
        public void run() {
            try {
                throwIfCancelled();
                Optional<Earlier> earlier = examinations.before(name());
                if (earlier.isPresent()) {
                    show(earlier.get());
                }
            } catch (CancellationException e) {
                return; // nobody waits for it
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                onScreen(() -> status.accept("no examination before " + name() + " is shown: " + Failure.sentence(e)));
            }
        }

        private String name() {
            return item.item().seen().name();
        }

        private void show(Earlier earlier) throws IOException {
            throwIfCancelled();
            PriorImage found = PriorImage.read(earlier, results(earlier.name()));
            LoadedVolume now = item.item().image();
            found.requirePatientOf(now);
            throwIfCancelled();
            PriorOnScreen.Prepared prepared = PriorOnScreen.Prepared.of(name(), now, found);
            onScreen(() -> {
                PriorOnScreen prior = new PriorOnScreen(item.lesions().shown(), prepared);
                prior.place(item.lesions().list());
                shown = Optional.of(prior);
            });
            link(now, found.image());
        }

        private void link(LoadedVolume now, LoadedVolume before) {
            try {
                requireVolumes(now, before);
                OneSpace space =
                        OneSpace.of(OneSpace.Scan.of(now), OneSpace.Scan.of(before), RegistrationChoice.AUTO, this);
                onScreen(() -> shown.ifPresent(prior -> prior.link(space)));
            } catch (MisfitException e) {
                apart("the images do not fit onto each other: look whether both show one part of one patient");
            } catch (UserMessageException e) {
                apart(e.getMessage());
            } catch (OutOfMemoryError e) {
                apart(Failure.sentence(e));
            }
        }

        private void requireVolumes(LoadedVolume now, LoadedVolume before) {
            if (now.volume().geometry().isPlanar() || before.volume().geometry().isPlanar()) {
                throw new UserMessageException("one of both is a single slice, and only volumes have places in common");
            }
        }

        private void apart(String why) {
            onScreen(() -> shown.ifPresent(prior -> prior.leaveApart(why)));
        }

        /** As long as the case is open. */
        private void onScreen(Runnable action) {
            EventQueue.invokeLater(() -> {
                if (!isCancelled) {
                    action.run();
                }
            });
        }

        @Override
        public void update(String stage, long done, long total) {
            // nobody waits for it
        }

        @Override
        public boolean isCancelled() {
            return isCancelled;
        }
    }

    /** Those that this reviewer accepted, else the predicted ones. */
    private Path results(String name) throws IOException {
        return review.judgements().stream()
                .filter(said -> said.name().equals(name) && said.reviewer().equals(review.reviewer()))
                .filter(said -> said.verdict() == Verdict.ACCEPTED)
                .findFirst()
                .map((Judgement said) -> review.folder(said))
                .orElse(review.folder(name));
    }
}
