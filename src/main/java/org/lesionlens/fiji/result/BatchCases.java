package org.lesionlens.fiji.result;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GUI;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Rectangle;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.swing.AbstractAction;
import javax.swing.BorderFactory;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.ListSelectionModel;
import javax.swing.UIManager;
import javax.swing.table.DefaultTableModel;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.fiji.command.TableRoom;

/**
 * The window at the end of a batch: a row for each case, those that failed on top. A click, or Enter, opens the image of a case
 * with its lesions; of one that failed the image alone, as far as it can be read. For the event thread.
 */
public final class BatchCases {
    private static final int GAP = 8;
    private static final int WIDTH = 760;
    private static final int HEIGHT = 280;
    private static final int NAME_LETTERS = 24;
    private static final int RESULT_LETTERS = 70;
    private static final String OPEN = "open";

    private final JFrame frame;
    private final Path results;
    private final List<CaseOutcome> rows;
    private final JTable table;
    private final JTextArea told = text();
    private final Map<String, ImagePlus> opened = new HashMap<>();
    private boolean isReading;

    private BatchCases(String name, Path results, List<CaseOutcome> outcomes, String ending) {
        this.results = results;
        rows = outcomes.stream()
                .sorted(Comparator.comparing(CaseOutcome::isDone))
                .toList();
        table = table();
        JTextArea ended = text();
        ended.setText(ending);
        told.setText("Click on a case, or press Enter, to see it.");
        JScrollPane scroll = new JScrollPane(table);
        scroll.setPreferredSize(new Dimension(WIDTH, HEIGHT));
        JPanel content = new JPanel(new BorderLayout(GAP, GAP));
        content.setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        content.add(ended, BorderLayout.NORTH);
        content.add(scroll, BorderLayout.CENTER);
        content.add(told, BorderLayout.SOUTH);
        frame = new JFrame("Batch: " + name);
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        frame.setContentPane(content);
        frame.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                WindowManager.removeWindow(frame);
            }
        });
    }

    /**
     * Opens it.
     *
     * @param name of the batch
     * @param results the folder of its results
     * @param ending how it went
     */
    public static void open(String name, Path results, List<CaseOutcome> outcomes, String ending) {
        JFrame frame = new BatchCases(name, results, outcomes, ending).frame;
        frame.pack();
        Rectangle screen = GUI.getMaxWindowBounds(IJ.getInstance());
        frame.setLocation(screen.x, screen.y + screen.height - frame.getHeight()); // images begin at the top
        frame.setVisible(true);
        WindowManager.addWindow(frame);
    }

    /** What became of a case. */
    public static String state(CaseOutcome outcome) {
        if (outcome.isFailed()) {
            return "failed: " + outcome.error();
        }
        int lesions = outcome.findings().size();
        return outcome.isDone() ? "done: " + lesions + (lesions == 1 ? " lesion" : " lesions") : "not begun";
    }

    /** Lines that wrap, which a label's do not. */
    private static JTextArea text() {
        JTextArea text = new JTextArea();
        text.setEditable(false);
        text.setFocusable(false);
        text.setLineWrap(true);
        text.setWrapStyleWord(true);
        text.setOpaque(false);
        text.setFont(UIManager.getFont("Label.font"));
        return text;
    }

    private JTable table() {
        DefaultTableModel model = new DefaultTableModel(new Object[] {"Case", "Result"}, 0) {
            private static final long serialVersionUID = 1;

            @Override
            public boolean isCellEditable(int row, int column) {
                return false;
            }
        };
        rows.forEach(row -> model.addRow(new Object[] {row.name(), state(row)}));
        JTable cases = new JTable(model);
        cases.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        TableRoom.rows(cases, 0);
        TableRoom.column(cases, 0, NAME_LETTERS);
        TableRoom.column(cases, 1, RESULT_LETTERS);
        cases.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                openChosen();
            }
        });
        cases.getInputMap().put(KeyStroke.getKeyStroke(KeyEvent.VK_ENTER, 0), OPEN);
        cases.getActionMap().put(OPEN, new AbstractAction() {
            private static final long serialVersionUID = 1;

            @Override
            public void actionPerformed(ActionEvent event) {
                openChosen();
            }
        });
        return cases;
    }

    private void openChosen() {
        if (table.getSelectedRow() < 0 || isReading) {
            return;
        }
        CaseOutcome chosen = rows.get(table.getSelectedRow());
        ImagePlus before = opened.get(chosen.name());
        if (before != null && before.getWindow() != null) {
            before.getWindow().toFront();
            return;
        }
        isReading = true;
        told.setText("Reading " + chosen.name() + " ...");
        Thread reader = new Thread(() -> read(chosen), "LesionLens batch");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(CaseOutcome chosen) {
        try {
            OpenedCase found = chosen.isDone()
                    ? OpenedCase.done(chosen.item(), results.resolve(chosen.name()))
                    : OpenedCase.failed(chosen.item());
            EventQueue.invokeLater(() -> show(chosen, found));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            EventQueue.invokeLater(() -> end(chosen, Failure.sentence(e)));
        }
    }

    private void show(CaseOutcome chosen, OpenedCase found) {
        try {
            opened.put(chosen.name(), found.image());
            found.show();
            end(chosen, "");
        } catch (RuntimeException | OutOfMemoryError e) {
            end(chosen, Failure.sentence(e));
        }
    }

    /** Why it failed is told in full; cells may be too narrow for it. */
    private void end(CaseOutcome chosen, String problem) {
        isReading = false;
        told.setText(chosen.isFailed() ? state(chosen) : problem.isEmpty() ? chosen.name() + " is open." : problem);
        frame.validate();
    }
}
