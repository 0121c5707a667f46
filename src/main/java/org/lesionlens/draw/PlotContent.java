package org.lesionlens.draw;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.function.Consumer;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/** What stands inside the axes, as JFreeChart calls for it. */
final class PlotContent extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1;

    private final transient Consumer<PlotArea> content;

    PlotContent(Consumer<PlotArea> content) {
        this.content = content;
    }

    @Override
    public void draw(
            Graphics2D g,
            XYPlot plot,
            Rectangle2D area,
            ValueAxis x,
            ValueAxis y,
            int rendererIndex,
            PlotRenderingInfo info) {
        content.accept(new PlotArea(
                (SvgCanvas) g,
                area,
                value -> x.valueToJava2D(value, area, plot.getDomainAxisEdge()),
                value -> y.valueToJava2D(value, area, plot.getRangeAxisEdge())));
    }
}
