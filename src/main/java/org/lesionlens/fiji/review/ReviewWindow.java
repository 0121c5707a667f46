package org.lesionlens.fiji.review;

import ij.IJ;
import ij.WindowManager;
import ij.gui.GUI;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Insets;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.swing.AbstractAction;
import javax.swing.Action;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;
import org.lesionlens.cases.Case;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.command.TableRoom;
import org.lesionlens.fiji.command.WrappingRow;
import org.lesionlens.review.CaseForReview;
import org.lesionlens.review.CaseInReview;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.Verdict;

/**
 * The cases of a folder of results, those that need a look first, and the image of the one that is open. All of it goes by the
 * keyboard. For the event thread.
 */
public final class ReviewWindow {
    private static final int GAP = 8;
    private static final int WIDTH = 900;
    private static final int HEIGHT = 320;
    private static final int REASONS = 3;

    private final CohortReview review;
    private final Map<String, Case> images;
    private final ReviewTable rows;
    private final CasesTable table;
    private final ReviewBar bar;
    private final JFrame frame;
    private final JLabel status = new JLabel(" ");
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "LesionLens review");
        thread.setDaemon(true);
        return thread;
    });
    private final CorrectionTools tools;
    private final ToolKeys keys;
    private final JDialog palette;
    private final ReviewPlaces places;
    private final Optional<PriorBeside> prior;
    private Optional<CaseOnScreen> shown = Optional.empty();
    /** Read by the reader too. */
    private volatile String wanted = "";

    private String ready = "";
    /** The case whose results are being written. */
    private String writing = "";

    private ReviewWindow(ReviewedFolder folder, Rectangle screen) {
        review = folder.review();
        images = folder.images();
        rows = new ReviewTable(review.reviewer(), folder.cases());
        table = new CasesTable(rows, folder.pictures());
        bar = new ReviewBar(folder, table, status::setText);
        table.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                table.selected()
                        .ifPresent(ReviewWindow.this::open); // again, if its image was closed or could not be read
            }
        });
        table.getSelectionModel().addListSelectionListener(event -> {
            if (!event.getValueIsAdjusting()) {
                table.selected().ifPresent(this::open);
            }
        });
        frame = new JFrame("LesionLens review");
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        tools = new CorrectionTools(new ToolValues(), status::setText);
        keys = new ToolKeys(frame.getRootPane(), tools);
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_F6, 0), () -> WindowCycle.go(windows(), 1));
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_F6, KeyEvent.SHIFT_DOWN_MASK), () -> WindowCycle.go(windows(), -1));
        prior = folder.dates().map(known -> new PriorBeside(known, review, this::add));
        palette = new JDialog(frame, "Correct");
        frame.setContentPane(content());
        ToolsPanel all = new ToolsPanel(tools, keys);
        palette.setContentPane(all.scrolling());
        frame.pack();
        palette.pack();
        places = ReviewPlaces.arrange(screen, frame, palette, all);
        frame.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                close();
            }
        });
    }

    /** Opens a window; it has the review until it is closed. */
    public static void open(ReviewedFolder folder) {
        open(folder, GUI.getMaxWindowBounds(IJ.getInstance()));
    }

    /** Uses no more than a part of the screen. */
    static void open(ReviewedFolder folder, Rectangle screen) {
        ReviewWindow window = new ReviewWindow(folder, screen);
        window.frame.setVisible(true);
        window.palette.setAutoRequestFocus(false); // the cases keep the keys as it opens
        window.palette.setVisible(true);
        window.table.requestFocusInWindow(); // the first case may be one that is not shown
        WindowManager.addWindow(window.frame);
        if (window.table.getRowCount() > 0) {
            window.table.setRowSelectionInterval(0, 0);
        }
    }

    private JPanel content() {
        JPanel content = new JPanel(new BorderLayout(GAP, GAP));
        content.setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        JScrollPane scroll = new JScrollPane(table);
        scroll.setPreferredSize(new Dimension(WIDTH, HEIGHT));
        scroll.setMinimumSize(TableRoom.leastHeight(table, 2));
        content.add(scroll, BorderLayout.CENTER);
        content.add(bar, BorderLayout.NORTH);
        JPanel buttons = new JPanel(new WrappingRow(GAP));
        buttons.add(button("Next (N)", KeyEvent.VK_N, () -> table.move(1)));
        buttons.add(button("Previous (P)", KeyEvent.VK_P, () -> table.move(-1)));
        buttons.add(button("Accept (A)", KeyEvent.VK_A, () -> say(Verdict.ACCEPTED)));
        buttons.add(button("Reject (R)", KeyEvent.VK_R, () -> say(Verdict.REJECTED)));
        buttons.add(button("Flag (F)", KeyEvent.VK_F, () -> say(Verdict.FLAGGED)));
        buttons.add(button("Take back (T)", KeyEvent.VK_T, () -> say(Verdict.OPEN)));
        buttons.add(button("Comment... (C)", KeyEvent.VK_C, this::comment));
        prior.ifPresent(beside -> buttons.add(beside.toggle(frame.getRootPane())));
        JButton back = button("Tools (Z)", KeyEvent.VK_Z, () -> palette.setVisible(true));
        WayBack.to(palette, back);
        buttons.add(back);
        JPanel bottom = new JPanel(new BorderLayout());
        bottom.add(buttons, BorderLayout.NORTH);
        bottom.add(status, BorderLayout.SOUTH);
        status.addPropertyChangeListener("text", event -> status.setToolTipText(status.getText())); // in full
        content.add(bottom, BorderLayout.SOUTH);
        return content;
    }

    private JButton button(String label, int key, Runnable does) {
        Action action = new AbstractAction(label) {
            private static final long serialVersionUID = 1;

            @Override
            public void actionPerformed(java.awt.event.ActionEvent event) {
                does.run();
            }
        };
        JComponent root = frame.getRootPane();
        root.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).put(KeyStroke.getKeyStroke(key, 0), label);
        root.getActionMap().put(label, action);
        table.getInputMap().put(KeyStroke.getKeyStroke(key, 0), label);
        table.getActionMap().put(label, action);
        JButton button = new JButton(action);
        button.setFocusable(false);
        button.setMargin(new Insets(0, 4, 0, 4));
        return button;
    }

    /** Beside what is told already, as why the case needs a look. */
    private void add(String sentence) {
        String told = status.getText().strip();
        if (!told.endsWith(sentence)) {
            status.setText(told.isEmpty() ? sentence : told + "; " + sentence);
        }
    }

    private Stream<Window> windows() {
        return Stream.of(
                        Stream.of(frame, palette),
                        shown.stream().flatMap(CaseOnScreen::windows),
                        prior.flatMap(PriorBeside::window).stream())
                .flatMap(each -> each);
    }

    /** The one that is selected, unless its results are being written: nothing is said of it meanwhile. */
    private Optional<CaseForReview> judged() {
        Optional<CaseForReview> item = table.selected();
        if (item.filter(each -> each.name().equals(writing)).isPresent()) {
            status.setText("the results of " + writing + " are being written: say that again when they are");
            return Optional.empty();
        }
        return item;
    }

    private void say(Verdict verdict) {
        Optional<CaseForReview> item = judged();
        if (verdict == Verdict.ACCEPTED
                && item.filter(each -> each.done() && !each.name().equals(ready))
                        .isPresent()) {
            status.setText("the case is not on the screen, so it cannot be accepted: look at it first");
            return;
        }
        if (verdict == Verdict.ACCEPTED && shown.isPresent()) {
            item.ifPresent(each -> accept(each, shown.get()));
        } else {
            item.ifPresent(each -> say(each, verdict, each.by(review.reviewer()).comment()));
        }
    }

    /** Writes what the case is now beside the event thread, which cannot correct it until that is done. */
    private void accept(CaseForReview item, CaseOnScreen open) {
        String comment = item.by(review.reviewer()).comment();
        open.pause();
        writing = item.name();
        status.setText("writing the results of " + item.name() + " ...");
        reader.execute(() -> {
            Optional<Throwable> failure = open.accept(comment);
            bar.tables().news(); // at once, since the window may be closing
            EventQueue.invokeLater(() -> {
                writing = "";
                open.resume();
                if (failure.isPresent()) {
                    fail(failure.get());
                } else {
                    rows.replace(item.with(review.reviewer(), new CaseForReview.Said(Verdict.ACCEPTED, comment)));
                    status.setText(item.name() + " is accepted");
                }
            });
        });
    }

    private static void fail(Throwable error) {
        IJ.error("Review Cohort...", Failure.sentence(error));
    }

    private void comment() {
        judged().ifPresent(item -> {
            CaseForReview.Said before = item.by(review.reviewer());
            String text = (String) JOptionPane.showInputDialog(
                    frame,
                    "Comment on " + item.name(),
                    "Comment",
                    JOptionPane.PLAIN_MESSAGE,
                    null,
                    null,
                    before.comment());
            if (text != null) {
                say(item, before.verdict(), text.strip());
            }
        });
    }

    private void say(CaseForReview item, Verdict verdict, String comment) {
        try {
            review.say(item, verdict, comment);
            rows.replace(item.with(review.reviewer(), new CaseForReview.Said(verdict, comment)));
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /** Reads beside the event thread; of several the one that was asked for last is shown. */
    private void open(CaseForReview item) {
        if (item.name().equals(wanted)) {
            return;
        }
        wanted = item.name();
        closeShown();
        status.setText(item.reasons().stream()
                .limit(REASONS)
                .reduce((a, b) -> a + "; " + b)
                .orElse(" "));
        Case image = images.get(item.name());
        if (!item.done() || image == null) {
            if (item.done()) {
                status.setText("there is no image of the case " + item.name() + " among the images that were given");
            }
            return;
        }
        reader.execute(() -> read(item, image));
    }

    private void read(CaseForReview item, Case image) {
        if (!wanted.equals(item.name())) {
            return;
        }
        try {
            ReadCase found = ReadCase.of(review, item, image);
            EventQueue.invokeLater(() -> show(found));
        } catch (IOException | RuntimeException | Error e) {
            EventQueue.invokeLater(() -> {
                if (wanted.equals(item.name())) {
                    notShown(e);
                }
            });
        }
    }

    /** It can be asked for again. */
    private void notShown(Throwable why) {
        wanted = "";
        status.setText(Failure.sentence(why));
    }

    private void show(ReadCase found) {
        String name = found.item().seen().name();
        if (!wanted.equals(name) || !frame.isDisplayable()) {
            end(found.item());
            return;
        }
        try {
            shown = Optional.of(new CaseOnScreen(found, tools, frame, places, this::imageClosed));
            shown.get().place();
            ready = name;
        } catch (IOException | RuntimeException | Error e) {
            shown.ifPresentOrElse(open -> closeShown(), () -> end(found.item()));
            notShown(e);
        }
        if (!frame.isDisplayable()) { // closed while it was asked about unfinished work
            closeShown();
            return;
        }
        frame.toFront();
        table.requestFocus();
        prior.ifPresent(beside -> shown.ifPresent(beside::begin));
    }

    /** What is not on the screen is judged no more; its row opens it again. */
    private void imageClosed() {
        wanted = "";
        closeShown();
    }

    private void end(CaseInReview item) {
        if (reader.isShutdown()) {
            giveBack(item);
        } else {
            reader.execute(() -> giveBack(item));
        }
    }

    private void giveBack(CaseInReview item) {
        Optional<String> told = new LeftCase(item, frame).giveBack();
        told.ifPresent(sentence -> EventQueue.invokeLater(() -> {
            if (frame.isDisplayable()) {
                status.setText(sentence);
            } else {
                IJ.log("Review Cohort...: " + sentence);
            }
        }));
    }

    private void closeShown() {
        prior.ifPresent(PriorBeside::end);
        shown.ifPresent(open -> {
            open.leave();
            end(open.item());
        });
        shown = Optional.empty();
        ready = "";
    }

    /** The reader stays until what it has read was given back. */
    private void close() {
        wanted = "";
        closeShown();
        prior.ifPresent(PriorBeside::close);
        keys.close();
        reader.execute(() -> {
            writeTables();
            EventQueue.invokeLater(reader::shutdown);
        });
        WindowManager.removeWindow(frame);
    }

    private void writeTables() {
        try {
            bar.tables().close();
        } catch (IOException | RuntimeException e) {
            IJ.log("Review Cohort...: " + Failure.sentence(e));
        }
    }
}
