package org.lesionlens.io.dicom.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * What the frame header (SOFn, ITU-T T.81 B.2.2) of JPEG data says.
 *
 * @param process n: 0 baseline, 1 extended, 2 progressive, 3 lossless, others hierarchical or arithmetic
 * @param precision bits a sample
 * @param rows along y; 0 where a DNL segment behind the first scan says it
 * @param columns along x
 * @param components at least one
 */
record JpegFrame(int process, int precision, int rows, int columns, List<Component> components) {
    static final int BASELINE = 0;
    static final int EXTENDED = 1;
    static final int PROGRESSIVE = 2;
    static final int LOSSLESS = 3;
    private static final int FIRST = 0xc0;
    private static final int LAST = 0xcf;
    private static final int MOST_SAMPLING = 4;

    /** A component: its name, how many samples of it lie across and down, its quantisation table. */
    record Component(int id, int across, int down, int quantisation) {}

    /** Whether a marker is that of a frame header. */
    static boolean isHeader(int marker) {
        return marker >= FIRST && marker <= LAST && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Walks the segments up to the frame header. */
    static JpegFrame of(byte[] jpeg) {
        JpegSegments segments = new JpegSegments(jpeg);
        int marker = segments.next();
        while (!isHeader(marker)) {
            if (marker == JpegSegments.START_OF_SCAN || marker == JpegSegments.END_OF_IMAGE) {
                throw new IllegalArgumentException("the JPEG data have no frame header (SOF) before their scans");
            }
            marker = segments.next();
        }
        int precision = segments.readByte();
        int rows = segments.readWord();
        int columns = segments.readWord();
        List<Component> components = new ArrayList<>();
        for (int left = segments.readByte(); left > 0; left--) {
            int id = segments.readByte();
            int sampling = segments.readByte();
            if (sampling >> 4 < 1
                    || sampling >> 4 > MOST_SAMPLING
                    || (sampling & 15) < 1
                    || (sampling & 15) > MOST_SAMPLING) {
                throw new IllegalArgumentException("the JPEG data have sampling factors " + (sampling >> 4) + "x"
                        + (sampling & 15) + " but 1 to 4 are possible");
            }
            components.add(new Component(id, sampling >> 4, sampling & 15, segments.readByte()));
        }
        return new JpegFrame(marker - FIRST, precision, rows, columns, List.copyOf(components));
    }

    /** The largest number of samples that a component has across. */
    int mostAcross() {
        return components.stream().mapToInt(Component::across).max().orElseThrow();
    }

    /** The largest number of samples that a component has down. */
    int mostDown() {
        return components.stream().mapToInt(Component::down).max().orElseThrow();
    }

    /** Which component has a name. */
    int indexOf(int id) {
        for (int c = 0; c < components.size(); c++) {
            if (components.get(c).id == id) {
                return c;
            }
        }
        throw new IllegalArgumentException(
                "a JPEG scan has component " + id + ", which the frame header does not name");
    }
}
