package org.lesionlens.fiji.review;

import java.awt.EventQueue;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
import org.lesionlens.review.OwnResults;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
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
    private final ScheduledThreadPoolExecutor reader = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "LesionLens prior");
        thread.setDaemon(true);
        return thread;
    });
    private Optional<CaseOnScreen> open = Optional.empty();
    private Optional<PriorOnScreen> shown = Optional.empty();
    private Optional<Work> current = Optional.empty();
    private Optional<Future<?>> waiting = Optional.empty();

    /**
     * Nothing is shown before {@link #begin}.
     *
     * @param status is told what is wrong, or that there is none
     */
    PriorBeside(PriorExaminations examinations, CohortReview review, Consumer<String> status) {
        this.examinations = examinations;
        this.review = review;
        this.status = status;
        reader.setRemoveOnCancelPolicy(true); // a case that was left is held by nobody
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

    /** That of the earlier examination, if it is on the screen. */
    Optional<PriorWindow> window() {
        return shown.flatMap(PriorOnScreen::window);
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
        waiting = current.map(work -> reader.schedule(work, PAUSE_MS, TimeUnit.MILLISECONDS));
    }

    private void hide() {
        current.ifPresent(work -> work.isCancelled = true);
        current = Optional.empty();
        waiting.ifPresent(work -> work.cancel(false));
        waiting = Optional.empty();
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
                } else {
                    onScreen(
                            () -> status.accept("there is no examination before " + name() + " in the table of dates"));
                }
            } catch (CancellationException e) {
                return; // nobody waits for it
            } catch (IOException | RuntimeException | Error e) {
                onScreen(() -> notShown(e));
            }
        }

        private void notShown(Throwable why) {
            status.accept("no examination before " + name() + " is shown: " + Failure.sentence(why));
        }

        private String name() {
            return item.item().seen().name();
        }

        private void show(Earlier earlier) throws IOException {
            throwIfCancelled();
            OwnResults results = OwnResults.of(review, earlier.name());
            PriorImage found = PriorImage.read(earlier, results.folder(), results.whose());
            LoadedVolume now = item.item().image();
            found.requirePatientOf(now);
            throwIfCancelled();
            PriorOnScreen.Prepared prepared = PriorOnScreen.Prepared.of(name(), now, found);
            onScreen(() -> open(prepared));
            link(now, found.image());
        }

        /** Not beside a case that was closed just now. */
        private void open(PriorOnScreen.Prepared prepared) {
            CorrectedImage now = item.lesions().shown();
            if (now.image().getWindow() == null) {
                return;
            }
            PriorOnScreen prior = new PriorOnScreen(now, prepared);
            shown = Optional.of(prior);
            try {
                prior.open(item);
            } catch (RuntimeException | Error e) {
                hide();
                notShown(e);
            }
        }

        private void link(LoadedVolume now, LoadedVolume before) {
            try {
                requireVolumes(now, before);
                OneSpace space =
                        OneSpace.of(OneSpace.Scan.of(now), OneSpace.Scan.of(before), RegistrationChoice.AUTO, this);
                onScreen(() -> shown.ifPresent(prior -> prior.link(space)));
            } catch (MisfitException e) {
                apart("the images do not fit onto each other: look whether both show one part of one patient");
            } catch (UnsuitableImageException e) {
                apart(
                        "it is not known which places of both are the same, since they show different parts of the patient,"
                                + " hold too little of an image, or do not say where they lie: look through each by itself");
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException | Error e) {
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
}
