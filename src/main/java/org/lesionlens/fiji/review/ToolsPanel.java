package org.lesionlens.fiji.review;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.GridLayout;
import java.awt.Insets;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.swing.AbstractAction;
import javax.swing.AbstractButton;
import javax.swing.Action;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import javax.swing.JRadioButtonMenuItem;
import javax.swing.JScrollPane;
import javax.swing.JToggleButton;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.event.PopupMenuEvent;
import javax.swing.event.PopupMenuListener;
import org.lesionlens.fiji.command.ShortcutKey;

/**
 * The tools of correction, each of which says what it does and its key: small buttons, or two menus where the screen is too small
 * for these. Below stand the values that they work with.
 */
final class ToolsPanel extends JPanel {
    private static final long serialVersionUID = 1;
    private static final int GAP = 4;

    private final transient CorrectionTools tools;
    private final transient ToolKeys keys;
    private final Map<Tool, Action> holds = new EnumMap<>(Tool.class);
    private final transient List<Action> steps = new ArrayList<>();
    private final transient Action kind;
    private final transient Action undo;
    private final transient Action redo;
    private final JPanel buttons = new JPanel(new GridLayout(0, 2, 2, 2));
    private final JScrollPane scroll = new JScrollPane();
    private final JMenu held = new JMenu();
    /** Where the classes open. */
    private Component classes = this;

    ToolsPanel(CorrectionTools tools, ToolKeys keys) {
        super(new BorderLayout(0, GAP));
        this.tools = tools;
        this.keys = keys;
        for (Tool tool : Tool.values()) {
            holds.put(tool, action(tool.label(), tool.key(), tool.does(), () -> tools.hold(tool)));
        }
        step("Fill holes", KeyEvent.VK_H, "fills what the chosen lesion encloses", tools::fillHoles);
        step("Remove", KeyEvent.VK_X, "removes the chosen lesion", tools::remove);
        step("Interpolate", KeyEvent.VK_I, "fills slices between those the lesion is drawn in", tools::interpolate);
        step("Grow", KeyEvent.VK_G, "grows the chosen lesion into background", tools::grow);
        step("Shrink", KeyEvent.VK_J, "shrinks the chosen lesion", tools::shrink);
        kind = step("Class...", KeyEvent.VK_K, "gives the chosen lesion another class", this::chooseClass);
        step("New lesion", KeyEvent.VK_L, "paints a lesion that is not there yet", tools::newLesion);
        String undoKey = ShortcutKey.text(KeyEvent.VK_Z);
        undo = new Step(label("Undo", undoKey), "takes the last step back", tools::undo);
        redo = new Step(
                label("Redo", ShortcutKey.text(KeyEvent.VK_Y)),
                "does again what was undone, as Shift+" + undoKey,
                tools::redo);
        addKeys();
        addButtons();
        setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        add(buttons, BorderLayout.CENTER);
        add(tools.values(), BorderLayout.SOUTH);
        tools.listen(this::follow);
        follow();
    }

    private void addKeys() {
        int control = ShortcutKey.mask();
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_Z, control), tools::undo);
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_Y, control), tools::redo);
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_Z, control | InputEvent.SHIFT_DOWN_MASK), tools::redo);
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_Q, 0), () -> tools.changeRadius(-1));
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_W, 0), () -> tools.changeRadius(1));
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_V, 0), tools.values()::turnBall);
    }

    private void addButtons() {
        holds.values().forEach(hold -> addSmall(buttons, new JToggleButton(hold)));
        for (Action step : steps) {
            JButton button = new JButton(step);
            addSmall(buttons, button);
            if (step == kind) {
                classes = button;
            }
        }
        addSmall(buttons, new JButton(undo));
        addSmall(buttons, new JButton(redo));
    }

    private static void addSmall(Container row, AbstractButton button) {
        button.setFocusable(false);
        button.setMargin(new Insets(0, 2, 0, 2));
        row.add(button);
    }

    /** Where it is larger than its window it scrolls. */
    JScrollPane scrolling() {
        scroll.setBorder(BorderFactory.createEmptyBorder());
        scroll.setViewportView(this);
        scroll.getVerticalScrollBar().setUnitIncrement(getFontMetrics(getFont()).getHeight());
        return scroll;
    }

    int widthOfScrollBar() {
        return scroll.getVerticalScrollBar().getPreferredSize().width;
    }

    /** Leaves undo and redo as buttons only, and gives two menus of all else: what is held, and steps on the chosen lesion. */
    JMenuBar collapse() {
        buttons.removeAll();
        classes = this;
        addSmall(buttons, new JButton(undo));
        addSmall(buttons, new JButton(redo));
        JMenuBar bar = new JMenuBar();
        holds.values().forEach(hold -> held.add(new JRadioButtonMenuItem(hold)));
        held.setMnemonic(KeyEvent.VK_T);
        held.setToolTipText("the tool that is held");
        bar.add(held);
        JMenu lesion = new JMenu("Lesion");
        lesion.setMnemonic(KeyEvent.VK_L);
        lesion.setToolTipText("what can be done to the chosen lesion");
        steps.forEach(lesion::add);
        bar.add(lesion);
        int most = getPreferredSize().width - lesion.getPreferredSize().width - GAP;
        Dimension room = roomOfLabels();
        room.width = Math.min(room.width, most); // a longer one is cut short
        held.setPreferredSize(room);
        held.setMaximumSize(room);
        revalidate();
        return bar;
    }

    /** For the longest, so that the menu bar has room for whatever is held. */
    private Dimension roomOfLabels() {
        Dimension room = new Dimension();
        holds.keySet().forEach(tool -> {
            held.setText(label(tool));
            Dimension size = held.getPreferredSize();
            room.setSize(Math.max(room.width, size.width), Math.max(room.height, size.height));
        });
        follow();
        return room;
    }

    private static String label(Tool tool) {
        return "Tool: " + tool.label();
    }

    private static final class Step extends AbstractAction {
        private static final long serialVersionUID = 1;
        private final transient Runnable does;

        Step(String label, String tip, Runnable does) {
            super(label);
            putValue(SHORT_DESCRIPTION, tip);
            this.does = does;
        }

        @Override
        public void actionPerformed(ActionEvent event) {
            does.run();
        }
    }

    private static String keyName(int key) {
        return key == KeyEvent.VK_ESCAPE ? "Esc" : KeyEvent.getKeyText(key);
    }

    private static String label(String name, String key) {
        return name + " (" + key + ")";
    }

    private Action step(String name, int key, String does, Runnable action) {
        Action step = action(name, key, does, action);
        steps.add(step);
        return step;
    }

    private Action action(String name, int key, String does, Runnable action) {
        Action made = new Step(label(name, keyName(key)), does, action);
        keys.add(KeyStroke.getKeyStroke(key, 0), () -> {
            if (made.isEnabled()) {
                action.run();
            }
        });
        return made;
    }

    private void chooseClass() {
        JPopupMenu menu = new JPopupMenu();
        tools.open().ifPresent(lesions -> lesions.shown().classes().forEach(name -> menu.add(item(name, name))));
        menu.add(item("unknown", ""));
        Optional.ofNullable(
                        KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner())
                .ifPresent(before ->
                        menu.addPopupMenuListener(new Return(before, SwingUtilities.getWindowAncestor(this))));
        menu.show(classes, 0, classes == this ? 0 : classes.getHeight());
    }

    /** Gives the keyboard back to what had it before a menu opened in another window, unless the user has taken it elsewhere. */
    private record Return(Component before, Window ofMenu) implements PopupMenuListener {
        @Override
        public void popupMenuWillBecomeVisible(PopupMenuEvent event) {
            // takes the keyboard
        }

        @Override
        public void popupMenuWillBecomeInvisible(PopupMenuEvent event) {
            EventQueue.invokeLater(() -> {
                if (ofMenu.isFocused()) {
                    before.requestFocus();
                }
            });
        }

        @Override
        public void popupMenuCanceled(PopupMenuEvent event) {
            // becomes invisible too
        }
    }

    private JMenuItem item(String label, String name) {
        JMenuItem item = new JMenuItem(label);
        item.addActionListener(event -> tools.classify(name));
        return item;
    }

    /** What cannot be done now is grey. */
    private void follow() {
        Optional<CorrectedImage> shown = tools.open().map(LesionsOnScreen::shown);
        holds.forEach((tool, hold) -> {
            hold.setEnabled(shown.isPresent());
            hold.putValue(Action.SELECTED_KEY, tool == tools.held());
        });
        held.setText(label(tools.held()));
        steps.forEach(step -> step.setEnabled(shown.isPresent()));
        boolean canAgain =
                shown.filter(image -> image.probability().isPresent()).isPresent();
        allow(
                holds.get(Tool.AGAIN),
                canAgain,
                shown.isEmpty() ? Tool.AGAIN.does() : ToolValues.reason(),
                Tool.AGAIN.does());
        boolean hasClasses = shown.filter(image -> !image.classes().isEmpty()).isPresent();
        String does = "gives the chosen lesion another class";
        allow(
                kind,
                hasClasses,
                shown.isEmpty() ? does : "the models that analysed this case tell no classes apart",
                does);
        undo.setEnabled(shown.flatMap(image -> image.correction().undoable()).isPresent());
        redo.setEnabled(shown.flatMap(image -> image.correction().redoable()).isPresent());
    }

    private static void allow(Action action, boolean isPossible, String why, String does) {
        action.setEnabled(isPossible);
        action.putValue(Action.SHORT_DESCRIPTION, isPossible ? does : why);
    }
}
