package org.lesionlens.io.tiff;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.lesionlens.io.file.FrameSteps;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.TextHeader;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The OME-XML in the description of a TIFF's first page (OME-TIFF, docs.openmicroscopy.org/ome-model).
 *
 * <p>PhysicalSizeX, -Y and -Z are micrometres where no unit is named. TiffData says which page is which plane, else
 * they follow each other as DimensionOrder says. DTDs and external entities are refused.
 */
final class OmeXml {
    private static final String REMEDY = "save the image by itself as one OME-TIFF";

    private final Path path;
    private final Element pixels;
    private final int samples;
    private final int channel;
    /** The dimension, Z or T, whose planes are read; of the other the first. */
    private final char along;

    private OmeXml(Path path, Element pixels, int samples, int channel, boolean inTime) {
        this.path = path;
        this.pixels = pixels;
        this.samples = samples;
        this.channel = channel;
        this.along = inTime ? 'T' : 'Z';
    }

    static boolean isIn(String description) {
        return description.contains("<OME") || description.contains(":OME ");
    }

    /**
     * Reads a description.
     *
     * @param samples numbers a pixel has, which are channels of one page
     * @param channel that is read, from 0, of those that are pages of their own
     * @param inTime whether the frames of one slice are the slices of what is read
     */
    static TiffGrid grid(Path path, String description, int samples, int pages, int channel, boolean inTime)
            throws MalformedFileException {
        return new OmeXml(path, pixels(path, description), samples, channel, inTime).grid(pages);
    }

    /** How the frames of a description follow each other. */
    static FrameSteps frameSteps(Path path, String description, int frames) throws MalformedFileException {
        return OmeTimes.of(pixels(path, description), frames);
    }

    private static Element pixels(Path path, String description) throws MalformedFileException {
        NodeList images = parse(path, description).getElementsByTagNameNS("*", "Pixels");
        if (images.getLength() != 1) {
            throw malformed(path, "describes " + images.getLength() + " images but must describe one");
        }
        return (Element) images.item(0);
    }

    private static Document parse(Path path, String description) throws MalformedFileException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(description)));
        } catch (SAXException | IOException e) {
            throw new MalformedFileException(
                    path, "its OME-XML (ImageDescription, tag 270) cannot be read (" + e.getMessage() + ")", REMEDY, e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no XML parser that forbids DTDs", e);
        }
    }

    private TiffGrid grid(int pages) throws MalformedFileException {
        int slices = count("SizeZ");
        int frames = count("SizeT");
        int sizeC = count("SizeC");
        if (sizeC % samples != 0) {
            throw malformed(path, "says SizeC is " + sizeC + " but the pages have " + samples + " samples a pixel");
        }
        int channels = sizeC / samples;
        if (!TiffGrid.isFull(slices, channels, frames, pages)) {
            throw malformed(
                    path,
                    "announces " + slices + " slices x " + channels + " channels x " + frames
                            + " frames but the file has " + pages + " pages");
        }
        boolean flat = slices == 1 && pixels.getAttribute("PhysicalSizeZ").isEmpty();
        List<Double> spacing = List.of(length("X"), length("Y"), flat ? 1 : length("Z"));
        IntUnaryOperator page = pages(slices, channels, frames);
        return along == 'T'
                ? new TiffGrid(frames, channels, slices, page, spacing, 1, 0)
                : new TiffGrid(slices, channels, frames, page, spacing, 1, 0);
    }

    /** The page of each slice of the channel, in the first frame; or of each frame. */
    private IntUnaryOperator pages(int slices, int channels, int frames) throws MalformedFileException {
        String order = pixels.getAttribute("DimensionOrder");
        if (!order.matches("XY(ZCT|ZTC|CTZ|CZT|TCZ|TZC)")) {
            throw malformed(
                    path, "has the DimensionOrder '" + TextHeader.shown(order) + "' but must have one as XYZCT");
        }
        int[] sizes = new int[3];
        for (int i = 0; i < 3; i++) {
            sizes[i] = switch (order.charAt(2 + i)) {
                case 'Z' -> slices;
                case 'C' -> channels;
                default -> frames;
            };
        }
        int[] pageOfSlice = new int[along == 'T' ? frames : slices];
        Arrays.fill(pageOfSlice, -1);
        NodeList data = pixels.getElementsByTagNameNS("*", "TiffData");
        if (data.getLength() == 0) {
            place(pageOfSlice, order.substring(2), sizes, new int[3], 0, slices * channels * frames);
        }
        long placed = 0;
        for (int i = 0; i < data.getLength(); i++) {
            placed += place(pageOfSlice, order.substring(2), sizes, (Element) data.item(i));
            if (placed > (long) slices * channels * frames) {
                throw malformed(path, "says of more planes than there are where they lie (TiffData)");
            }
        }
        requireAll(pageOfSlice, slices * channels * frames);
        return slice -> pageOfSlice[slice];
    }

    /** Puts the planes of one TiffData; says how many they are. */
    private int place(int[] pageOfSlice, String order, int[] sizes, Element data) throws MalformedFileException {
        NodeList files = data.getElementsByTagNameNS("*", "UUID");
        String here = pixels.getOwnerDocument().getDocumentElement().getAttribute("UUID");
        if (files.getLength() > 0 && !files.item(0).getTextContent().strip().equals(here)) {
            throw malformed(path, "says that planes lie in other files (TiffData)");
        }
        int[] first = new int[3];
        for (int i = 0; i < 3; i++) {
            String name = "First" + order.charAt(i);
            first[i] = whole(data, name, 0) / (order.charAt(i) == 'C' ? samples : 1);
            if (first[i] >= sizes[i]) {
                throw malformed(path, "says " + name + " is " + first[i] + " but must be below " + sizes[i]);
            }
        }
        int all = data.hasAttribute("IFD") ? 1 : sizes[0] * sizes[1] * sizes[2];
        int count = whole(data, "PlaneCount", all);
        place(pageOfSlice, order, sizes, first, whole(data, "IFD", 0), count);
        return count;
    }

    /** Puts planes that follow each other, fastest dimension first, on pages that follow each other. */
    private void place(int[] pageOfSlice, String order, int[] sizes, int[] first, int page, int count) {
        int read = order.indexOf(along);
        int left = order.indexOf(along == 'T' ? 'Z' : 'T');
        int plane = first[0] + sizes[0] * (first[1] + sizes[1] * first[2]);
        long last = Math.min((long) plane + count, (long) sizes[0] * sizes[1] * sizes[2]);
        for (int p = plane; p < last; p++) {
            int[] at = {p % sizes[0], p / sizes[0] % sizes[1], p / sizes[0] / sizes[1]};
            if (at[order.indexOf('C')] == channel && at[left] == 0) {
                pageOfSlice[at[read]] = page + p - plane;
            }
        }
    }

    private void requireAll(int[] pageOfSlice, int pages) throws MalformedFileException {
        for (int slice = 0; slice < pageOfSlice.length; slice++) {
            if (pageOfSlice[slice] < 0 || pageOfSlice[slice] >= pages) {
                throw malformed(path, "does not say on which of the " + pages + " pages slice " + slice + " lies");
            }
        }
    }

    private int count(String name) throws MalformedFileException {
        int count = whole(pixels, name, 0);
        if (count < 1) {
            throw malformed(path, "says " + name + " is " + count + " but must be at least 1");
        }
        return count;
    }

    private int whole(Element element, String name, int fallback) throws MalformedFileException {
        String text = element.getAttribute(name);
        if (text.isEmpty()) {
            return fallback;
        }
        if (!text.matches("[0-9]{1,7}")) {
            throw malformed(path, "says " + name + " is '" + TextHeader.shown(text) + "' but must be a whole number");
        }
        return Integer.parseInt(text);
    }

    private double length(String axis) throws MalformedFileException {
        String text = pixels.getAttribute("PhysicalSize" + axis);
        String unit = pixels.getAttribute("PhysicalSize" + axis + "Unit");
        try {
            return text.isEmpty()
                    ? Double.NaN
                    : TiffGrid.mm(Double.parseDouble(text), unit.isEmpty() ? "\u00b5m" : unit);
        } catch (NumberFormatException e) {
            throw malformed(path, "says PhysicalSize" + axis + " is '" + TextHeader.shown(text) + "'");
        }
    }

    private static MalformedFileException malformed(Path path, String problem) {
        return new MalformedFileException(path, "its OME-XML " + problem, REMEDY);
    }
}
