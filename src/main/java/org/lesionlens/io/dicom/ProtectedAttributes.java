package org.lesionlens.io.dicom;

import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What was done to which attributes of some data sets, without their values; for any number of threads. */
final class ProtectedAttributes {
    private static final String PRIVATE = "private";

    private final NavigableMap<String, DeidentifiedAttribute> rows = new ConcurrentSkipListMap<>();

    /**
     * Takes note of an attribute.
     *
     * @param path the tags of the sequences that it lies in, each with {@code >}; empty at the top
     */
    void add(String path, int tag, String keyword, String action) {
        boolean known = (tag >>> 16) % 2 == 0;
        String place = path + (known ? DicomAttribute.text(tag) : PRIVATE);
        rows.putIfAbsent(place + action, new DeidentifiedAttribute(place, keyword, action));
    }

    List<DeidentifiedAttribute> rows() {
        return List.copyOf(rows.values());
    }
}
