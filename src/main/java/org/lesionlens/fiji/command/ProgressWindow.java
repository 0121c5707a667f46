package org.lesionlens.fiji.command;

import ij.IJ;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.event.KeyEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.KeyStroke;

/**
 * A small window that says how far a run is and has a button that cancels it; where ImageJ has no window there is none.
 *
 * <p>Escape and closing it cancel too. It blocks nothing and takes no focus. For any thread; its parts are touched on
 * the event thread only.
 */
public final class ProgressWindow implements AutoCloseable {
    private static final int LETTERS = 54;
    private static final int GAP = 10;

    private final boolean visible;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    private JDialog dialog;
    private JLabel text;
    private JProgressBar bar;
    private JButton button;

    private ProgressWindow(boolean visible) {
        this.visible = visible;
    }

    /** Opens a window for a run, if ImageJ has windows now. */
    public static ProgressWindow open(String title) {
        boolean screen = !GraphicsEnvironment.isHeadless() && IJ.getInstance() != null && !Interpreter.isBatchMode();
        ProgressWindow window = new ProgressWindow(screen && !EventQueue.isDispatchThread());
        window.later(() -> window.build(title));
        return window;
    }

    private void later(Runnable step) {
        if (visible) {
            EventQueue.invokeLater(step);
        }
    }

    private void build(String title) {
        text = new JLabel("Loading the model");
        bar = new JProgressBar();
        bar.setIndeterminate(true);
        button = new JButton("Cancel");
        button.addActionListener(event -> cancel());
        JPanel right = new JPanel(new BorderLayout());
        right.add(button, BorderLayout.EAST);
        JPanel panel = new JPanel(new BorderLayout(GAP, GAP));
        panel.setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        panel.add(text, BorderLayout.NORTH);
        panel.add(bar, BorderLayout.CENTER);
        panel.add(right, BorderLayout.SOUTH);
        int letters = text.getFontMetrics(text.getFont()).charWidth('n') * LETTERS;
        panel.setPreferredSize(new Dimension(letters, panel.getPreferredSize().height));
        show(title, panel);
    }

    private void show(String title, JPanel panel) {
        dialog = new JDialog(IJ.getInstance(), title, false);
        dialog.setContentPane(panel);
        dialog.getRootPane()
                .registerKeyboardAction(
                        event -> cancel(),
                        KeyStroke.getKeyStroke(KeyEvent.VK_ESCAPE, 0),
                        JComponent.WHEN_IN_FOCUSED_WINDOW);
        dialog.setDefaultCloseOperation(JDialog.DO_NOTHING_ON_CLOSE);
        dialog.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent event) {
                cancel();
            }
        });
        dialog.setAutoRequestFocus(false);
        dialog.pack();
        dialog.setLocationRelativeTo(WindowManager.getCurrentWindow());
        dialog.setVisible(true);
    }

    private void cancel() {
        cancelled.set(true);
        button.setEnabled(false);
        text.setText("Cancelling");
        bar.setIndeterminate(true);
    }

    /** Says what is being done, and how much of it is done: 0 to {@code total}. */
    void update(String what, long done, long total) {
        later(() -> {
            if (!cancelled.get()) {
                text.setText(what);
                text.setToolTipText(what);
                bar.setIndeterminate(false);
                bar.setMaximum((int) total);
                bar.setValue((int) done);
            }
        });
    }

    /** Whether the user wants the run to stop. */
    boolean isCancelled() {
        return cancelled.get();
    }

    @Override
    public void close() {
        later(() -> dialog.dispose());
    }
}
