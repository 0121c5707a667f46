package org.lesionlens.fiji.review;

import ij.measure.Calibration;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.util.Locale;
import java.util.Optional;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSpinner;
import javax.swing.SpinnerNumberModel;
import org.lesionlens.correction.IntensityRange;

/** What the tools are set to: sizes, intensities, a probability. It stays from case to case but for the intensities. */
final class ToolValues extends JPanel {
    private static final long serialVersionUID = 1;
    private static final double LEAST = 0.1;
    private static final double MOST = 200;
    private static final double FIRST_RADIUS = 3;
    private static final double FACTOR = 1.15;

    private final JCheckBox ball = new JCheckBox("3D (V)");
    private final JLabel unit = new JLabel();
    private final JSpinner radius = spinner(FIRST_RADIUS, LEAST, MOST, 0.5);
    private final JSpinner margin = spinner(1, LEAST, MOST, 0.5);
    private final JSpinner probability = spinner(0.5, 0, 1, 0.05);
    private final JSpinner slices = new JSpinner(new SpinnerNumberModel(0, 0, 9999, 1));
    private final JCheckBox isLimited = new JCheckBox("Only intensities");
    private final JSpinner least = spinner(0, -1e9, 1e9, 10);
    private final JSpinner most = spinner(0, -1e9, 1e9, 10);

    ToolValues() {
        super(new GridBagLayout());
        ball.setToolTipText("<html>A ball instead of a disc; fills, grows and shrinks in all directions<br>"
                + "instead of in each slice by itself (key V)");
        isLimited.setToolTipText(
                "Brush and eraser change only voxels with intensities from the one to the other value below");
        slices.setToolTipText("<html>How deep the box of Segment again is, round the slice that is shown;<br>"
                + "0: as deep as it is wide, or that slice alone where the distance of slices is unknown");
        row(ball, unit);
        row(new JLabel("Radius (Q, W)"), named(radius, "Radius"));
        row(new JLabel("Grow, shrink by"), named(margin, "Grow, shrink by"));
        row(new JLabel("Probability"), named(probability, "Probability"));
        row(new JLabel("Slices (0: as wide)"), named(slices, "Slices of the box"));
        row(isLimited, new JLabel());
        row(named(least, "Least intensity"), named(most, "Greatest intensity"));
        ball.setFocusable(false); // its key works everywhere
    }

    private static JSpinner spinner(double value, double from, double to, double step) {
        JSpinner spinner = new JSpinner(new SpinnerNumberModel(value, from, to, step));
        JSpinner.NumberEditor editor = new JSpinner.NumberEditor(spinner, "0.###");
        editor.getTextField().setColumns(5);
        spinner.setEditor(editor);
        return spinner;
    }

    private static JSpinner named(JSpinner spinner, String name) {
        spinner.setName(name);
        spinner.getAccessibleContext().setAccessibleName(name);
        return spinner;
    }

    private void row(JComponent left, JComponent right) {
        GridBagConstraints cell = new GridBagConstraints();
        cell.insets = new Insets(0, 0, 1, 4);
        cell.fill = GridBagConstraints.HORIZONTAL;
        add(left, cell);
        cell.gridwidth = GridBagConstraints.REMAINDER;
        cell.weightx = 1;
        cell.insets = new Insets(0, 0, 1, 0);
        add(right, cell);
    }

    /** Proposes what suits an image: intensities of the brighter half of what is shown, and lengths that reach a pixel. */
    void suit(CorrectedImage shown) {
        unit.setText("lengths in " + shown.unit());
        double pixel = Math.max(shown.grid().spacingMm(0), shown.grid().spacingMm(1));
        margin.setValue(Math.max(margin(), Math.ceil(10 * pixel) / 10));
        radius.setValue(Math.max(radius(), Math.ceil(10 * pixel) / 10));
        Calibration calibration = shown.image().getCalibration();
        double black = calibration.getCValue(shown.image().getDisplayRangeMin());
        double white = calibration.getCValue(shown.image().getDisplayRangeMax());
        least.setValue((black + white) / 2);
        most.setValue(white);
        probability.setEnabled(shown.probability().isPresent());
        probability.setToolTipText(
                shown.probability().isPresent() ? "The least probability of what is segmented again" : reason());
    }

    /** Why nothing can be segmented again. */
    static String reason() {
        return "the results of this case have no probability: run Batch... with it among its formats";
    }

    boolean isBall() {
        return ball.isSelected();
    }

    void turnBall() {
        ball.setSelected(!ball.isSelected());
    }

    /** In mm, or in voxels of an image without. */
    double radius() {
        return value(radius);
    }

    /** By so many steps of the wheel, larger or smaller. */
    String changeRadius(int steps) {
        double now = Math.max(LEAST, Math.min(MOST, radius() * Math.pow(FACTOR, steps)));
        radius.setValue(now);
        return String.format(Locale.ROOT, "radius %.3g", now);
    }

    /** As the radius. */
    double margin() {
        return value(margin);
    }

    double probability() {
        return value(probability);
    }

    /** Slices of a box that is drawn; 0 if it is to be as deep as it is wide. */
    int slices() {
        return (int) value(slices);
    }

    /** The intensities that brush and eraser change; empty for all. */
    Optional<IntensityRange> brushRange(CorrectedImage shown) {
        return isLimited.isSelected() ? Optional.of(range(shown)) : Optional.empty();
    }

    /** The intensities that are given, in either order. */
    IntensityRange range(CorrectedImage shown) {
        double one = value(least);
        double other = value(most);
        return new IntensityRange(shown.volume(), Math.min(one, other), Math.max(one, other));
    }

    private static double value(JSpinner spinner) {
        return ((Number) spinner.getValue()).doubleValue();
    }
}
