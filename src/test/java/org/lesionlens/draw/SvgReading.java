package org.lesionlens.draw;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A chart's facts, read back from its SVG; places on axes come from the axes' own tick labels. */
final class SvgReading {
    private final Document document;

    /** From pixels to the unit of an axis. */
    record Scale(double pixel, double value, double perPixel) {
        double at(double place) {
            return value + (place - pixel) * perPixel;
        }
    }

    /** A text and where it is held. */
    record Text(String words, double x, double y, String anchor) {
        private boolean isNumber() {
            return words.matches("[\u2212-]?[\\d,]*\\.?\\d+");
        }

        private double number() {
            return Double.parseDouble(words.replace('\u2212', '-').replace(",", ""));
        }
    }

    SvgReading(Figure figure) throws Exception {
        document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(figure.svg().getBytes(StandardCharsets.UTF_8)));
    }

    Element root() {
        return document.getDocumentElement();
    }

    List<Element> all(String tag) {
        NodeList nodes = document.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** Its own or that of a group round it. */
    static String inherited(Element element, String attribute) {
        Element at = element;
        while (!at.hasAttribute(attribute) && at.getParentNode() instanceof Element above) {
            at = above;
        }
        return at.getAttribute(attribute);
    }

    List<Text> texts() {
        return all("text").stream()
                .map(text -> new Text(
                        text.getTextContent(), number(text, "x"), number(text, "y"), text.getAttribute("text-anchor")))
                .toList();
    }

    List<String> words() {
        return texts().stream().map(Text::words).toList();
    }

    Text text(String words) {
        return texts().stream()
                .filter(text -> text.words().equals(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no text '" + words + "' among " + words()));
    }

    /** By the ticks of the axis below. */
    Scale x() {
        List<Text> numbers = texts().stream().filter(Text::isNumber).toList();
        double bottom = numbers.stream().mapToDouble(Text::y).max().orElseThrow();
        return scale(numbers.stream().filter(text -> text.y() > bottom - 1).toList(), "x", "y");
    }

    /** By the ticks of the axis on the left. */
    Scale y() {
        List<Text> numbers = texts().stream().filter(Text::isNumber).toList();
        double left = numbers.stream().mapToDouble(Text::x).min().orElseThrow();
        double bottom = numbers.stream().mapToDouble(Text::y).max().orElseThrow();
        return scale(
                numbers.stream()
                        .filter(text -> text.x() < left + 15 && text.y() < bottom - 1)
                        .toList(),
                "y",
                "x");
    }

    private Scale scale(List<Text> labels, String along, String across) {
        List<Text> known = labels.stream()
                .filter(label -> ticks(along, across).stream().anyMatch(place -> isAt(label, along, place)))
                .toList();
        Text first = known.get(0);
        Text last = known.get(known.size() - 1);
        double from = tick(first, along, across);
        double perPixel = (last.number() - first.number()) / (tick(last, along, across) - from);
        return new Scale(from, first.number(), perPixel);
    }

    private double tick(Text label, String along, String across) {
        return ticks(along, across).stream()
                .filter(place -> isAt(label, along, place))
                .min(Comparator.comparingDouble(place -> Math.abs(place - (along.equals("x") ? label.x() : label.y()))))
                .orElseThrow();
    }

    private static boolean isAt(Text label, String along, double tick) {
        return Math.abs((along.equals("x") ? label.x() : label.y()) - tick) < 8;
    }

    /** Where short lines stand upright on an axis. */
    private List<Double> ticks(String along, String across) {
        return all("line").stream()
                .filter(line -> number(line, along + 1) == number(line, along + 2)
                        && Math.abs(number(line, across + 1) - number(line, across + 2)) == 2)
                .map(line -> number(line, along + 1))
                .toList();
    }

    /** Elements that say something to a pointer; what they say begins with it. */
    List<Element> named(String name) {
        return all("title").stream()
                .filter(title -> title.getTextContent().startsWith(name))
                .map(title -> (Element) title.getParentNode())
                .toList();
    }

    List<Element> circles() {
        return all("circle");
    }

    /** Lines of a look, as {@code x1 y1 x2 y2}. */
    List<double[]> lines(Predicate<Element> look) {
        return all("line").stream()
                .filter(look)
                .map(line -> Stream.of("x1", "y1", "x2", "y2")
                        .mapToDouble(end -> number(line, end))
                        .toArray())
                .toList();
    }

    /** Corners of a path of straight lines, as {@code x y}. */
    static List<double[]> corners(Element path) {
        List<double[]> corners = new ArrayList<>();
        for (String corner : path.getAttribute("d").replace("Z", "").trim().split("\\s*[ML]\\s*")) {
            if (!corner.isEmpty()) {
                corners.add(Stream.of(corner.trim().split("\\s+"))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
            }
        }
        return corners;
    }

    /** The path with the most corners that is not filled. */
    List<double[]> longestCurve() {
        return all("path").stream()
                .filter(path -> inherited(path, "fill").equals("none"))
                .map(SvgReading::corners)
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    static String rgb(java.awt.Color color) {
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    static Predicate<Element> stroke(java.awt.Color color) {
        String wanted = color.equals(java.awt.Color.BLACK) ? "black" : rgb(color);
        return element -> inherited(element, "stroke").equals(wanted);
    }

    static Predicate<Element> width(double width) {
        return element -> Math.abs(Double.parseDouble(inherited(element, "stroke-width")) - width) < 0.01;
    }
}
