package org.lesionlens.fiji.review;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.GridLayout;
import java.awt.Insets;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.swing.AbstractButton;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JMenuItem;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import javax.swing.JToggleButton;
import javax.swing.KeyStroke;
import javax.swing.UIManager;
import org.lesionlens.fiji.command.ShortcutKey;

/** The tools of correction as small buttons; each says what it does and its key. */
final class ToolsPanel extends JPanel {
    private static final long serialVersionUID = 1;
    private static final int GAP = 4;

    /** Points of letters from which two columns would be higher than most screens. */
    private static final int LARGE = 17;

    private final transient CorrectionTools tools;
    private final transient ToolKeys keys;
    private final Map<Tool, JToggleButton> toggles = new EnumMap<>(Tool.class);
    private final JPanel buttons = new JPanel(new GridLayout(0, areLarge() ? 3 : 2, 2, 2));
    private final JButton kind;
    private final JButton undo;
    private final JButton redo;

    ToolsPanel(CorrectionTools tools, ToolKeys keys) {
        super(new BorderLayout(0, GAP));
        this.tools = tools;
        this.keys = keys;
        for (Tool tool : Tool.values()) {
            toggles.put(tool, toggle(tool));
        }
        action("Fill holes", KeyEvent.VK_H, "fills what the chosen lesion encloses", tools::fillHoles);
        action("Remove", KeyEvent.VK_X, "removes the chosen lesion", tools::remove);
        action("Interpolate", KeyEvent.VK_I, "fills slices between those the lesion is drawn in", tools::interpolate);
        action("Grow", KeyEvent.VK_G, "grows the chosen lesion into background", tools::grow);
        action("Shrink", KeyEvent.VK_J, "shrinks the chosen lesion", tools::shrink);
        kind = action("Class...", KeyEvent.VK_K, "gives the chosen lesion another class", this::chooseClass);
        action("New lesion", KeyEvent.VK_L, "paints a lesion that is not there yet", tools::newLesion);
        int control = ShortcutKey.mask();
        String undoKey = ShortcutKey.text(KeyEvent.VK_Z);
        undo = action("Undo", undoKey, "takes the last step back", tools::undo);
        redo = action(
                "Redo",
                ShortcutKey.text(KeyEvent.VK_Y),
                "does again what was undone, as Shift+" + undoKey,
                tools::redo);
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_Z, control), tools::undo);
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_Y, control), tools::redo);
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_Z, control | InputEvent.SHIFT_DOWN_MASK), tools::redo);
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_Q, 0), () -> tools.changeRadius(-1));
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_W, 0), () -> tools.changeRadius(1));
        keys.add(KeyStroke.getKeyStroke(KeyEvent.VK_V, 0), tools.values()::turnBall);
        setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        add(buttons, BorderLayout.CENTER);
        add(tools.values(), BorderLayout.SOUTH);
        tools.listen(this::follow);
        follow();
    }

    /** Whether letters are so large that the tools need further columns. */
    static boolean areLarge() {
        return UIManager.getFont("Label.font").getSize() >= LARGE;
    }

    private JToggleButton toggle(Tool tool) {
        JToggleButton button = new JToggleButton(label(tool.label(), keyName(tool.key())));
        button.addActionListener(event -> tools.hold(tool));
        keys.add(KeyStroke.getKeyStroke(tool.key(), 0), () -> hold(tool));
        button.setToolTipText(tool.does());
        return added(button);
    }

    private void hold(Tool tool) {
        if (toggles.get(tool).isEnabled()) {
            tools.hold(tool);
        }
    }

    private static String keyName(int key) {
        return key == KeyEvent.VK_ESCAPE ? "Esc" : KeyEvent.getKeyText(key);
    }

    private static String label(String name, String key) {
        return name + " (" + key + ")";
    }

    private JButton action(String name, int key, String does, Runnable action) {
        JButton button = action(name, keyName(key), does, action);
        keys.add(KeyStroke.getKeyStroke(key, 0), button::doClick);
        return button;
    }

    private JButton action(String name, String key, String does, Runnable action) {
        JButton button = new JButton(label(name, key));
        button.setToolTipText(does);
        button.addActionListener(event -> action.run());
        return added(button);
    }

    private <T extends AbstractButton> T added(T button) {
        button.setFocusable(false);
        button.setMargin(new Insets(0, 2, 0, 2));
        buttons.add(button);
        return button;
    }

    private void chooseClass() {
        JPopupMenu menu = new JPopupMenu();
        tools.open().ifPresent(lesions -> lesions.shown().classes().forEach(name -> menu.add(item(name, name))));
        menu.add(item("unknown", ""));
        menu.show(kind, 0, kind.getHeight());
    }

    private JMenuItem item(String label, String name) {
        JMenuItem item = new JMenuItem(label);
        item.addActionListener(event -> tools.classify(name));
        return item;
    }

    /** What cannot be done now is grey. */
    private void follow() {
        Optional<CorrectedImage> shown = tools.open().map(LesionsOnScreen::shown);
        for (Component button : buttons.getComponents()) {
            button.setEnabled(shown.isPresent());
        }
        toggles.forEach((tool, button) -> button.setSelected(tool == tools.held()));
        boolean canAgain =
                shown.filter(image -> image.probability().isPresent()).isPresent();
        toggles.get(Tool.AGAIN).setEnabled(canAgain);
        toggles.get(Tool.AGAIN).setToolTipText(canAgain || shown.isEmpty() ? Tool.AGAIN.does() : ToolValues.reason());
        boolean hasClasses = shown.filter(image -> !image.classes().isEmpty()).isPresent();
        kind.setEnabled(hasClasses);
        kind.setToolTipText(
                hasClasses || shown.isEmpty()
                        ? "gives the chosen lesion another class"
                        : "the models that analysed this case tell no classes apart");
        undo.setEnabled(shown.flatMap(image -> image.correction().undoable()).isPresent());
        redo.setEnabled(shown.flatMap(image -> image.correction().redoable()).isPresent());
    }
}
