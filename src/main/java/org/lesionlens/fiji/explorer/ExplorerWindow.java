package org.lesionlens.fiji.explorer;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.DefaultComboBoxModel;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JSlider;
import javax.swing.JTextArea;
import javax.swing.UIManager;
import org.lesionlens.explain.MapKind;
import org.lesionlens.fiji.command.WrappingRow;
import org.lesionlens.fiji.explorer.ExplainedVolume.Block;
import org.lesionlens.fiji.explorer.ExplorerMaps.Answer;

/** The parts of the explorer's window and how they are laid out; what they do is told from outside. */
final class ExplorerWindow {
    private static final int GAP = 8;
    private static final int OPACITY = 60;
    private static final int KEYS = 9;

    private final JFrame frame;
    private final JComboBox<String> chooser = new JComboBox<>();
    private final JSlider opacity = new JSlider(0, 100, OPACITY);
    private final ColorBar colorBar = new ColorBar();
    private final PinStrip strip = new PinStrip();
    private final JComboBox<Block> blocks = new JComboBox<>();
    private final JButton features = new JButton("Features as stack");
    private final ExcitationPlot plot = new ExcitationPlot();
    private final JTextArea status = new JTextArea(2, 40);
    private final JPanel buttons = new JPanel(new WrappingRow(GAP));
    private List<MapKind> maps = List.of();
    private Optional<String> likeliest = Optional.empty();
    private boolean isFilling;

    private static final class ColorBar extends JComponent {
        private Optional<ShownMap> map = Optional.empty();

        private ColorBar() {
            setPreferredSize(new Dimension(600, MapDrawing.barHeight(MapDrawing.letters()) + 2));
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            Graphics2D g = MapDrawing.smooth((Graphics2D) graphics.create());
            g.setFont(MapDrawing.letters());
            Color ink = UIManager.getColor("Label.foreground");
            map.ifPresent(shown -> MapDrawing.colorBar(g, 0, 1, getWidth(), shown, ink));
            g.dispose();
        }
    }

    ExplorerWindow(String title) {
        frame = new JFrame(title);
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        JPanel all = new JPanel(new BorderLayout(GAP, GAP));
        all.setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        all.add(top(), BorderLayout.NORTH);
        JScrollPane pins = new JScrollPane(
                strip, JScrollPane.VERTICAL_SCROLLBAR_AS_NEEDED, JScrollPane.HORIZONTAL_SCROLLBAR_AS_NEEDED);
        pins.setPreferredSize(new Dimension(4 * (PinStrip.SIDE + GAP) + 2 * GAP, PinStrip.HEIGHT + 4 * GAP));
        all.add(pins, BorderLayout.CENTER);
        all.add(bottom(), BorderLayout.SOUTH);
        frame.setContentPane(all);
        blocks.addActionListener(event -> plot());
    }

    private JPanel top() {
        JPanel line = new JPanel(new WrappingRow(GAP));
        line.add(new JLabel("Map (keys 1 to 9)"));
        line.add(chooser);
        line.add(new JLabel("Opacity"));
        line.add(opacity);
        JPanel top = new JPanel(new BorderLayout(0, GAP));
        top.add(line, BorderLayout.NORTH);
        top.add(colorBar, BorderLayout.CENTER);
        return top;
    }

    private Box bottom() {
        JPanel line = new JPanel(new WrappingRow(GAP));
        line.add(new JLabel("Channel weights (squeeze and excitation) of block"));
        line.add(blocks);
        line.add(features);
        status.setEditable(false);
        status.setFocusable(false);
        status.setLineWrap(true);
        status.setWrapStyleWord(true);
        status.setOpaque(false);
        status.setFont(MapDrawing.letters());
        Box bottom = Box.createVerticalBox();
        for (JComponent part : List.of(line, plot, buttons, status)) {
            part.setAlignmentX(0);
            bottom.add(part);
            bottom.add(Box.createVerticalStrut(GAP));
        }
        return bottom;
    }

    JButton button(String label, Runnable action) {
        JButton button = new JButton(label);
        button.addActionListener(event -> action.run());
        buttons.add(button);
        return button;
    }

    JFrame frame() {
        return frame;
    }

    /** Is told of a map that the user chose. */
    void onChoice(Consumer<MapKind> chosen) {
        chooser.addActionListener(event -> {
            if (!isFilling && chooser.getSelectedIndex() >= 0) {
                chosen.accept(maps.get(chooser.getSelectedIndex()));
            }
        });
    }

    void onOpacity(Runnable changed) {
        opacity.addChangeListener(event -> changed.run());
    }

    /** Is told of a block whose most unusual channels the user wants to see at work. */
    void onFeatures(Consumer<Block> wanted) {
        features.addActionListener(event -> wanted.accept((Block) blocks.getSelectedItem()));
    }

    /** Of the maps, 0 to 1. */
    double opacity() {
        return opacity.getValue() / 100.0;
    }

    /** Chooses a map by the number of its key, from 1; false if there is none. */
    boolean choose(int key) {
        if (key < 1 || key > Math.min(KEYS, maps.size())) {
            return false;
        }
        chooser.setSelectedIndex(key - 1);
        return true;
    }

    /** Shows what belongs to a map. */
    void show(Answer answer) {
        isFilling = true;
        if (!maps.equals(answer.slice().maps())) {
            maps = answer.slice().maps();
            chooser.setModel(new DefaultComboBoxModel<>(IntStream.range(0, maps.size())
                    .mapToObj(i ->
                            (i < KEYS ? i + 1 + "  " : "    ") + maps.get(i).name())
                    .toArray(String[]::new)));
        }
        chooser.setSelectedIndex(maps.indexOf(answer.map().explanation().kind()));
        isFilling = false;
        colorBar.map = Optional.of(answer.map());
        colorBar.repaint();
        show(answer.slice().blocks(), answer.slice().likeliest());
    }

    private void show(List<Block> newBlocks, Optional<String> newLikeliest) {
        boolean isShown = blocks.getItemCount() > 0 && newBlocks.contains(blocks.getItemAt(0));
        if (isShown) {
            return;
        }
        int before = Math.max(0, blocks.getSelectedIndex());
        likeliest = newLikeliest;
        blocks.setModel(new DefaultComboBoxModel<>(newBlocks.toArray(Block[]::new)));
        if (!newBlocks.isEmpty()) {
            blocks.setSelectedIndex(Math.min(before, newBlocks.size() - 1));
        }
        plot();
    }

    private void plot() {
        if (blocks.getSelectedItem() instanceof Block block) {
            plot.show(block, likeliest);
            features.setEnabled(block.hasFeatures());
            features.setToolTipText(
                    block.hasFeatures()
                            ? "What the channels respond to that depart most from what is usual"
                            : "The network does not give the features of this block");
        }
    }

    void show(List<Pin> pins) {
        strip.show(pins, opacity());
    }

    void tell(String sentences) {
        status.setText(sentences);
    }

    String told() {
        return status.getText();
    }
}
