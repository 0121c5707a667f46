package org.lesionlens.draw;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Shape;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.DOMGroupManager;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A paper whose drawing becomes SVG: text stays text, held at its middle, so that a viewer with narrower letters than Java's
 * shows it in the same place.
 */
final class SvgCanvas extends SVGGraphics2D {
    private static final String SVG = "http://www.w3.org/2000/svg";

    /** Every system has one of them, and they are as wide as each other but the last two, which are wider. */
    private static final String FAMILIES = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    /** Batik says these of everything; viewers know better, or the root says it once. */
    private static final List<String> NOISE = List.of(
            "font-family",
            "color-interpolation",
            "color-rendering",
            "image-rendering",
            "shape-rendering",
            "text-rendering");

    private SvgCanvas(SVGGeneratorContext context) {
        super(context, false);
    }

    private SvgCanvas(SvgCanvas other) {
        super(other);
    }

    /** An empty one. */
    static SvgCanvas of(Dimension size) {
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
        context.setComment(null);
        context.setPrecision(2);
        SvgCanvas canvas = new SvgCanvas(context);
        canvas.setSVGCanvasSize(size);
        return canvas;
    }

    /** Java's own, whatever other library of XML lies about. */
    private static Document document() {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Graphics create() {
        return new SvgCanvas(this);
    }

    /** Nothing is cut off: points on an axis stay whole, and the file half as large. */
    @Override
    public void clip(Shape shape) {}

    /** Likewise. */
    @Override
    public void setClip(Shape shape) {}

    /** Held at its middle. */
    @Override
    public void drawString(String text, float x, float y) {
        double width = getFont().getStringBounds(text, getFontRenderContext()).getWidth();
        drawString(text, x + width / 2, y, "middle");
    }

    /** Text whose {@code start}, {@code middle} or {@code end} is at a place, whatever letters a viewer has. */
    void drawString(String text, double x, double y, String anchor) {
        Element element = getDOMFactory().createElementNS(SVG, "text");
        element.setAttribute("x", getGeneratorContext().doubleString(x));
        element.setAttribute("y", getGeneratorContext().doubleString(y));
        element.setAttribute("text-anchor", anchor);
        element.appendChild(getDOMFactory().createTextNode(printable(text)));
        getDOMGroupManager().addElement(element, DOMGroupManager.FILL);
    }

    /** A shape that says something where a pointer rests on it. */
    void fill(Shape shape, String tip) {
        Element element = getShapeConverter().toSVG(shape);
        if (element != null) {
            Element title = getDOMFactory().createElementNS(SVG, "title");
            title.appendChild(getDOMFactory().createTextNode(printable(tip)));
            element.appendChild(title);
            getDOMGroupManager().addElement(element, DOMGroupManager.FILL);
        }
    }

    /** XML knows no control characters. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "\uFFFD");
    }

    /** All that was drawn; the canvas cannot be drawn on any more. */
    String svg(String title) {
        Dimension size = getSVGCanvasSize();
        Element root = getRoot();
        clean(root);
        root.setAttribute("font-family", FAMILIES);
        root.setAttribute("viewBox", String.format(Locale.ROOT, "0 0 %d %d", size.width, size.height));
        root.setAttribute("role", "img");
        root.setAttribute("aria-label", printable(title));
        return text(root);
    }

    private static void clean(Element element) {
        NOISE.forEach(element::removeAttribute);
        Node child = element.getFirstChild();
        while (child != null) {
            Node next = child.getNextSibling();
            if (child instanceof Element inner && inner.getTagName().equals("defs")) {
                element.removeChild(inner); // nothing is clipped and no colour runs into another
            } else if (child instanceof Element inner) {
                clean(inner);
            }
            child = next;
        }
    }

    private static String text(Element root) {
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer writer = factory.newTransformer();
            writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            writer.transform(new DOMSource(root), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
