package org.lesionlens.io.dicom;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lesionlens.io.dicom.PixelLocation.Fragment;
import org.lesionlens.io.file.MalformedFileException;

/** Which fragments of encapsulated pixel data make up which frame (PS3.5 A.4). */
final class EncapsulatedFrames {
    private static final int JPEG_START = 0xffd8;
    private static final int JPEG_2000_START = 0xff4f;
    private static final int ITEM_HEADER = 8;

    private EncapsulatedFrames() {}

    /** The fragments of each frame: all of one, one of each, else as the offset table or the codec's marker says. */
    static List<List<Fragment>> of(DicomFile file, PixelLocation location, int frames) throws MalformedFileException {
        List<Fragment> fragments = location.fragments();
        if (frames == 1 && !fragments.isEmpty()) {
            return List.of(fragments);
        }
        if (fragments.size() == frames) {
            return fragments.stream().map(List::of).toList();
        }
        List<List<Fragment>> grouped = grouped(fragments, starts(location, frames));
        if (grouped.size() != frames) {
            throw file.malformed(DicomAttribute.NUMBER_OF_FRAMES + " is " + frames + " but " + location.attribute()
                    + " has " + fragments.size() + " fragments for " + grouped.size() + " frames");
        }
        return grouped;
    }

    private static Set<Long> starts(PixelLocation location, int frames) {
        Set<Long> starts = new HashSet<>();
        if (location.offsetTable().size() == frames && !location.fragments().isEmpty()) {
            long first = location.fragments().get(0).offset();
            location.offsetTable().forEach(offset -> starts.add(first + offset));
            return starts;
        }
        for (Fragment fragment : location.fragments()) {
            if (fragment.begin() == JPEG_START || fragment.begin() == JPEG_2000_START) {
                starts.add(fragment.offset());
            }
        }
        return starts;
    }

    private static List<List<Fragment>> grouped(List<Fragment> fragments, Set<Long> starts) {
        List<List<Fragment>> frames = new ArrayList<>();
        for (Fragment fragment : fragments) {
            if (frames.isEmpty() || starts.contains(fragment.offset())) {
                frames.add(new ArrayList<>());
            }
            frames.get(frames.size() - 1).add(fragment);
        }
        return frames;
    }

    /** The bytes of a frame, whose fragments lie one after the other. */
    static byte[] bytes(DicomFile file, List<Fragment> fragments) throws IOException {
        long length = fragments.stream().mapToLong(Fragment::length).sum();
        if (length > Integer.MAX_VALUE - ITEM_HEADER) {
            throw new MalformedFileException(
                    file.path(), "has a compressed frame of " + length + " bytes", "decompress the file first");
        }
        byte[] bytes = new byte[(int) length];
        long at = fragments.get(0).offset();
        int done = 0;
        try (InputStream in = new BufferedInputStream(file.source().open(at))) {
            for (Fragment fragment : fragments) {
                in.skipNBytes(fragment.offset() - at);
                done += in.readNBytes(bytes, done, fragment.length());
                at = fragment.offset() + fragment.length();
            }
        }
        return bytes;
    }
}
