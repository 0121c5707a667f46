package org.lesionlens.fiji.review;

import ij.IJ;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.swing.AbstractAction;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.KeyStroke;
import javax.swing.RowFilter;
import javax.swing.SwingWorker;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.table.TableRowSorter;
import org.lesionlens.cases.Case;
import org.lesionlens.cohort.ReviewTables;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.command.ShortcutKey;
import org.lesionlens.fiji.command.WrappingRow;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.ReviewedCohort;
import org.lesionlens.review.TrainingExport;
import org.lesionlens.review.Verdict;

/** Above the cases: which of them are listed, whose verdicts count, and the export for a training. For the event thread. */
final class ReviewBar extends JPanel {
    private static final long serialVersionUID = 1;

    private static final int LETTERS = 16;
    private static final int GAP = 8;
    private static final String BACK = "back to the cases";
    private static final String FILTER = "filter";

    private final transient CohortReview review;
    private final transient Map<String, Case> images;
    private final JTable table;
    private final transient ReviewTable rows;
    private final transient Consumer<String> status;
    private final JTextField text = new Text();
    private final JCheckBox open = new JCheckBox("Only open");
    private volatile String whose = ReviewedCohort.LATEST;
    private volatile boolean isNews;

    /**
     * Sorts and filters the table from now on.
     *
     * @param status is told what is being done
     */
    ReviewBar(CohortReview review, Map<String, Case> images, JTable table, Consumer<String> status) throws IOException {
        super(new WrappingRow(GAP));
        this.review = review;
        this.images = images;
        this.table = table;
        this.rows = (ReviewTable) table.getModel();
        this.status = status;
        add(labelled("Filter (" + ShortcutKey.text(KeyEvent.VK_F) + ")", text));
        add(text);
        open.setMnemonic(KeyEvent.VK_O);
        open.addActionListener(event -> filter());
        add(open);
        JComboBox<String> reviewers = reviewers();
        add(labelled("Verdicts that count", reviewers));
        add(reviewers);
        JButton export = new JButton("Export for training...");
        export.setMnemonic(KeyEvent.VK_X);
        export.addActionListener(event -> export());
        add(export);
        table.setRowSorter(new TableRowSorter<>(rows));
        isNews = ReviewTables.areStale(review);
        rows.addTableModelListener(event -> isNews = true);
        text.getDocument().addDocumentListener(new Changes());
        keys();
    }

    private static JLabel labelled(String words, JComponent what) {
        JLabel label = new JLabel(words);
        label.setLabelFor(what);
        return label;
    }

    private JComboBox<String> reviewers() throws IOException {
        List<String> names = new ArrayList<>(ReviewedCohort.reviewers(review));
        if (!names.contains(review.reviewer())) {
            names.add(review.reviewer());
        }
        names.add(0, ReviewedCohort.LATEST);
        JComboBox<String> choice = new Choice(names.toArray(String[]::new));
        choice.addActionListener(event -> {
            whose = (String) choice.getSelectedItem();
            isNews = true;
        });
        return choice;
    }

    /** Ctrl+F goes into the field; Enter, Escape and Down leave it. */
    private void keys() {
        KeyStroke find = KeyStroke.getKeyStroke(KeyEvent.VK_F, ShortcutKey.mask());
        getInputMap(WHEN_IN_FOCUSED_WINDOW).put(find, FILTER);
        getActionMap().put(FILTER, action(() -> {
            text.requestFocusInWindow();
            text.selectAll();
        }));
        for (int key : new int[] {KeyEvent.VK_ENTER, KeyEvent.VK_ESCAPE, KeyEvent.VK_DOWN}) {
            text.getInputMap().put(KeyStroke.getKeyStroke(key, 0), BACK);
        }
        text.getActionMap().put(BACK, action(table::requestFocusInWindow));
    }

    private static AbstractAction action(Runnable does) {
        return new AbstractAction() {
            private static final long serialVersionUID = 1;

            @Override
            public void actionPerformed(ActionEvent event) {
                does.run();
            }
        };
    }

    /** Letters that are typed here are none of the keys of the window. */
    private static boolean isLetter(KeyEvent event) {
        return event.getKeyChar() != KeyEvent.CHAR_UNDEFINED
                && !Character.isISOControl(event.getKeyChar())
                && !event.isControlDown()
                && !event.isAltDown()
                && !event.isMetaDown();
    }

    private static final class Text extends JTextField {
        private static final long serialVersionUID = 1;

        Text() {
            super(LETTERS);
        }

        @Override
        protected boolean processKeyBinding(KeyStroke key, KeyEvent event, int condition, boolean pressed) {
            return super.processKeyBinding(key, event, condition, pressed) || isLetter(event);
        }
    }

    private static final class Choice extends JComboBox<String> {
        private static final long serialVersionUID = 1;

        Choice(String... names) {
            super(names);
        }

        @Override
        protected boolean processKeyBinding(KeyStroke key, KeyEvent event, int condition, boolean pressed) {
            return super.processKeyBinding(key, event, condition, pressed) || isLetter(event);
        }
    }

    private final class Changes implements DocumentListener {
        @Override
        public void insertUpdate(DocumentEvent event) {
            filter();
        }

        @Override
        public void removeUpdate(DocumentEvent event) {
            filter();
        }

        @Override
        public void changedUpdate(DocumentEvent event) {
            filter();
        }
    }

    /** A case that is judged stays in the list until the filter is changed, so that the next one is the one below it. */
    private void filter() {
        String wanted = text.getText().strip().toLowerCase(Locale.ROOT);
        TableRowSorter<?> sorter = (TableRowSorter<?>) table.getRowSorter();
        sorter.setRowFilter(new RowFilter<Object, Object>() {
            @Override
            public boolean include(Entry<?, ?> entry) {
                boolean isOpen = rows.at((Integer) entry.getIdentifier())
                                .by(review.reviewer())
                                .verdict()
                        == Verdict.OPEN;
                return (isOpen || !open.isSelected())
                        && IntStream.range(0, entry.getValueCount())
                                .anyMatch(column -> entry.getStringValue(column)
                                        .toLowerCase(Locale.ROOT)
                                        .contains(wanted));
            }
        });
    }

    /** Writes what the cohort is after its review, if anything was said or chosen here; what goes wrong is logged. */
    void writeTables() {
        if (!isNews) {
            return;
        }
        try {
            ReviewTables.write(review, whose);
        } catch (IOException | RuntimeException e) {
            IJ.log("Review Cohort...: " + Failure.sentence(e));
        }
    }

    private void export() {
        Object[] kinds = {"All accepted cases", "Corrected cases only", "Cancel"};
        int kind = JOptionPane.showOptionDialog(
                this,
                "Accepted cases become a data set for the trainer: images, labels, classes and groups.",
                "Export for training",
                JOptionPane.DEFAULT_OPTION,
                JOptionPane.QUESTION_MESSAGE,
                null,
                kinds,
                kinds[0]);
        if (kind != 0 && kind != 1) {
            return;
        }
        JFileChooser chooser = new JFileChooser();
        chooser.setDialogTitle("A new folder for the data set");
        chooser.setFileSelectionMode(JFileChooser.DIRECTORIES_ONLY);
        if (chooser.showSaveDialog(this) == JFileChooser.APPROVE_OPTION) {
            export(kind == 1, chooser.getSelectedFile().toPath());
        }
    }

    /** Beside the event thread; the review goes on. */
    void export(boolean changedOnly, Path target) {
        status.accept("writing the data set " + target + " ...");
        new SwingWorker<List<String>, Void>() {
            @Override
            protected List<String> doInBackground() throws IOException {
                ReviewTables.write(review, whose);
                return TrainingExport.write(ReviewedCohort.read(review, whose), changedOnly, images, target);
            }

            @Override
            protected void done() {
                try {
                    status.accept(String.join("; ", get()));
                } catch (ExecutionException e) {
                    status.accept(Failure.sentence(e.getCause()));
                    IJ.error("Export for training", Failure.sentence(e.getCause()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }.execute();
    }
}
