package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Component;
import java.awt.Container;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.awt.Window;
import javax.swing.AbstractButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JScrollBar;
import javax.swing.JSpinner;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.JViewport;
import javax.swing.SwingUtilities;
import javax.swing.table.JTableHeader;
import javax.swing.text.View;

/** What holds of every window of ours in each look and scale: nothing is cut off, and letters stand out from what is behind them. */
public final class ReadableWindow {
    /** WCAG 2.1, 1.4.11 and large text of 1.4.3. */
    private static final double LEAST_CONTRAST = 3;

    private ReadableWindow() {}

    /** Fails if it does not hold. */
    public static void require(Window window) {
        Rectangle screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
        assertThat(screen.contains(window.getBounds()))
                .as("%s lies on the screen: %s", window.getName(), window.getBounds())
                .isTrue();
        check(window);
    }

    private static void check(Component component) {
        if (!component.isVisible() || component.getWidth() == 0) {
            return;
        }
        if (component instanceof JTable table) {
            assertThat(table.getRowHeight())
                    .as("rows of %s", table.getName())
                    .isGreaterThanOrEqualTo(
                            table.getFontMetrics(table.getFont()).getHeight());
            return;
        }
        if (component instanceof JScrollBar || component instanceof JTableHeader) {
            return;
        }
        if (component instanceof AbstractButton button && button.getText() != null) {
            requireShown(button, button.getText());
            requireContrast(button, button.getText());
        }
        if (component instanceof JLabel label
                && label.getText() != null
                && !label.getText().isBlank()) {
            if (!label.getText().equals(label.getToolTipText())) { // else it is told in full
                requireShown(label, label.getText());
            }
            requireContrast(label, label.getText());
        }
        if (component instanceof JTextArea text && !text.getText().isBlank()) {
            requireInside(text, text.getText());
            requireContrast(text, text.getText());
        }
        if (component instanceof JSpinner || component instanceof JComboBox<?>) {
            requireShown((JComponent) component, component.getName());
            return;
        }
        if (component instanceof Container inner) {
            for (Component each : inner.getComponents()) {
                check(each);
            }
        }
    }

    private static void requireShown(JComponent component, String text) {
        if (component.getClientProperty("html") instanceof View view) {
            view.setSize(component.getWidth(), 0);
            assertThat((double) component.getHeight() + 1)
                    .as("height of \"%s\"", text)
                    .isGreaterThanOrEqualTo(view.getPreferredSpan(View.Y_AXIS));
        } else {
            assertThat(component.getWidth() + 1)
                    .as("width of \"%s\"", text)
                    .isGreaterThanOrEqualTo(component.getPreferredSize().width);
            assertThat(component.getHeight() + 1)
                    .as("height of \"%s\"", text)
                    .isGreaterThanOrEqualTo(
                            component.getFontMetrics(component.getFont()).getHeight());
        }
        requireInside(component, text);
    }

    /** What lies in a list that scrolls can be reached. */
    private static void requireInside(JComponent component, String text) {
        if (SwingUtilities.getAncestorOfClass(JViewport.class, component) == null) {
            assertThat(component.getVisibleRect().getSize())
                    .as("\"%s\" is not cut off", text)
                    .isEqualTo(component.getSize());
        }
    }

    private static void requireContrast(JComponent component, String text) {
        if (!component.isEnabled()) {
            return;
        }
        Component behind = component;
        while (!behind.isOpaque() && behind.getParent() != null) {
            behind = behind.getParent();
        }
        assertThat(contrast(component.getForeground(), behind.getBackground()))
                .as("contrast of \"%s\"", text)
                .isGreaterThan(LEAST_CONTRAST);
    }

    static double contrast(Color one, Color other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    /** Of sRGB, 0 to 1, as WCAG 2.1 has it. */
    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int value) {
        double part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
