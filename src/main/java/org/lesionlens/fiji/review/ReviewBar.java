package org.lesionlens.fiji.review;

import ij.IJ;
import java.awt.BorderLayout;
import java.awt.EventQueue;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.swing.AbstractAction;
import javax.swing.DefaultComboBoxModel;
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

    private static final int LETTERS = 8;
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
    private final JComboBox<String> whose;
    private final transient TablesWriter tables;
    /** Whose verdicts count, as far as this knows. */
    private String counting;

    /**
     * Sorts and filters the table from now on, and keeps the tables on the disk as what is said.
     *
     * @param status is told what is being done
     */
    ReviewBar(ReviewedFolder folder, JTable table, Consumer<String> status) {
        super(new WrappingRow(GAP));
        this.review = folder.review();
        this.images = folder.images();
        this.table = table;
        this.rows = (ReviewTable) table.getModel();
        this.status = status;
        add(labelled("Filter (" + ShortcutKey.text(KeyEvent.VK_F) + ")", text));
        open.setMnemonic(KeyEvent.VK_O);
        open.addActionListener(event -> filter());
        add(open);
        tables = new TablesWriter(
                review,
                name -> EventQueue.invokeLater(() -> showWhose(name)),
                sentence -> EventQueue.invokeLater(() -> status.accept(sentence)));
        whose = whose(folder);
        add(labelled("Verdicts that count", whose));
        JButton export = new JButton("Export for training...");
        export.setMnemonic(KeyEvent.VK_X);
        export.addActionListener(event -> export());
        add(export);
        table.setRowSorter(new TableRowSorter<>(rows));
        if (folder.stale()) {
            tables.news();
        }
        rows.addTableModelListener(event -> tables.news());
        text.getDocument().addDocumentListener(new Changes());
        keys();
    }

    /** Both stay together where the row wraps. */
    private static JPanel labelled(String words, JComponent what) {
        JLabel label = new JLabel(words);
        label.setLabelFor(what);
        JPanel both = new JPanel(new BorderLayout(GAP, 0));
        both.add(label, BorderLayout.WEST);
        both.add(what, BorderLayout.CENTER);
        return both;
    }

    private JComboBox<String> whose(ReviewedFolder folder) {
        JComboBox<String> choice = new Choice(folder.choices().toArray(String[]::new));
        choice.setSelectedItem(folder.whose());
        choice.addActionListener(event -> {
            String name = (String) choice.getSelectedItem();
            if (!name.equals(counting)) {
                counting = name;
                tables.count(name);
            }
        });
        return choice;
    }

    /** Another window may have chosen. */
    private void showWhose(String name) {
        counting = name;
        if (((DefaultComboBoxModel<String>) whose.getModel()).getIndexOf(name) < 0) {
            whose.addItem(name);
        }
        whose.setSelectedItem(name);
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

    /** The tables follow what is said. */
    TablesWriter tables() {
        return tables;
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
                tables.write();
                ReviewedCohort cohort = ReviewedCohort.read(review, review.whose());
                return TrainingExport.write(cohort, changedOnly, images, target);
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
