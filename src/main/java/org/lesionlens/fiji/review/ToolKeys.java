package org.lesionlens.fiji.review;

import ij.gui.TextRoi;
import java.awt.Component;
import java.awt.Dialog;
import java.awt.KeyEventDispatcher;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.swing.Action;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JFormattedTextField;
import javax.swing.JRootPane;
import javax.swing.KeyStroke;
import javax.swing.MenuSelectionManager;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;

/**
 * The keys of a review: those of the tools in the window of the review, in that of the image and in its list, and those of the
 * review in the latter two and in that of the tools as well. ImageJ does not hear of them. While text is typed they are letters, and
 * menus and dialogs that ask something have keys of their own.
 */
final class ToolKeys implements KeyEventDispatcher {
    private final JRootPane review;
    private final CorrectionTools tools;
    private final Map<KeyStroke, Runnable> actions = new HashMap<>();

    /** Listens until it is closed. */
    ToolKeys(JRootPane review, CorrectionTools tools) {
        this.review = review;
        this.tools = tools;
        KeyboardFocusManager.getCurrentKeyboardFocusManager().addKeyEventDispatcher(this);
    }

    void add(KeyStroke key, Runnable action) {
        actions.put(key, action);
    }

    @Override
    public boolean dispatchKeyEvent(KeyEvent event) {
        Component at = event.getComponent();
        if (event.getID() != KeyEvent.KEY_PRESSED || isMenuOpen()) {
            return false;
        }
        if (isTyping(at) && !event.isActionKey()) {
            return false;
        }
        Window window = at instanceof Window own ? own : SwingUtilities.getWindowAncestor(at);
        boolean inReview = window == SwingUtilities.getWindowAncestor(review); // a parent of the dialogs it owns, too
        KeyStroke key = KeyStroke.getKeyStrokeForEvent(event);
        if (window == null || isQuestion(window) || !inReview && !isOfReview(window) && !isOfCase(window)) {
            return false;
        }
        Optional<Runnable> action =
                Optional.ofNullable(actions.get(key)).or(() -> inReview ? Optional.empty() : ofReview(key));
        action.ifPresent(Runnable::run);
        return action.isPresent();
    }

    /** It has keys of its own. */
    private static boolean isMenuOpen() {
        return MenuSelectionManager.defaultManager().getSelectedPath().length > 0;
    }

    /** Numbers have no letters. */
    private boolean isTyping(Component at) {
        return at instanceof JTextComponent && !(at instanceof JFormattedTextField)
                || tools.open()
                        .filter(lesions -> lesions.shown().image().getRoi() instanceof TextRoi)
                        .isPresent();
    }

    private boolean isOfCase(Window window) {
        return tools.open().filter(lesions -> isOfCase(window, lesions)).isPresent();
    }

    private static boolean isOfCase(Window window, LesionsOnScreen lesions) {
        return window == lesions.shown().image().getWindow()
                || window instanceof PriorWindow prior
                        && prior.isBeside(lesions.shown().image())
                || lesions.list().holds(window);
    }

    /** Its keys are its own, whoever owns it. */
    private static boolean isQuestion(Window window) {
        return window instanceof Dialog dialog && dialog.isModal();
    }

    /** As the window of the tools, and other windows that the review owns. */
    private boolean isOfReview(Window window) {
        return window instanceof JDialog dialog && dialog.getOwner() == SwingUtilities.getWindowAncestor(review);
    }

    private Optional<Runnable> ofReview(KeyStroke key) {
        Object name = review.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).get(key);
        Action action = name == null ? null : review.getActionMap().get(name);
        return Optional.ofNullable(action)
                .map(does -> () ->
                        does.actionPerformed(new ActionEvent(review, ActionEvent.ACTION_PERFORMED, name.toString())));
    }

    void close() {
        KeyboardFocusManager.getCurrentKeyboardFocusManager().removeKeyEventDispatcher(this);
    }
}
