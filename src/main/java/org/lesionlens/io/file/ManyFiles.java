package org.lesionlens.io.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a volume that lies in several, as NRRD and MetaImage name them: {@code LIST}, with the names in the lines
 * that follow, or one name with a number in it, {@code slice%03d.raw 1 6 1} (first, last, step).
 *
 * <p>A last number says how many axes each file has; otherwise all but the last.
 */
public final class ManyFiles {
    private static final Pattern LIST = Pattern.compile("LIST(?:\\s{1,8}(\\d)D?)?");
    private static final Pattern NUMBERED = Pattern.compile("(.*?)%(0?)(\\d?)[diu](.*?)"
            + "(?:\\s{1,8}(-?\\d{1,9})\\s{1,8}(-?\\d{1,9})\\s{1,8}(-?\\d{1,9})(?:\\s{1,8}(\\d))?)?");

    private ManyFiles() {}

    /** Whether the value of a field names several files. */
    public static boolean areNamed(String value) {
        return isList(value) || NUMBERED.matcher(value.strip()).matches();
    }

    /** Whether the names stand in the lines after the field. */
    public static boolean isList(String value) {
        return LIST.matcher(value.strip()).matches();
    }

    /**
     * The files in their order, which lie beside the header.
     *
     * @param header that ends with the field
     * @param value of the field
     * @param sizes of all axes
     * @throws MalformedFileException if they are not as many as the axes say, or one is not there
     */
    public static List<Path> of(TextHeader header, String field, String value, long[] sizes) throws IOException {
        Matcher list = LIST.matcher(value.strip());
        Matcher numbered = NUMBERED.matcher(value.strip());
        List<String> names;
        String axes;
        if (list.matches()) {
            names = linesAfter(header);
            axes = list.group(1);
        } else if (numbered.matches()) {
            names = names(header, field, numbered, sizes);
            axes = numbered.group(8);
        } else {
            throw header.malformed("its field '" + field + "' names no files");
        }
        requireFit(header, field, names.size(), axes == null ? sizes.length - 1 : Integer.parseInt(axes), sizes);
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            files.add(SiblingFile.of(header.path(), "its field '" + field + "'", name));
        }
        return files;
    }

    private static List<String> linesAfter(TextHeader header) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(header.path())) {
            in.skipNBytes(header.end());
            bytes = in.readNBytes(TextHeader.LONGEST);
        }
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Counted from 1 along the last axis if the field does not say the numbers. */
    private static List<String> names(TextHeader header, String field, Matcher numbered, long[] sizes)
            throws MalformedFileException {
        boolean said = numbered.group(5) != null;
        long first = said ? Long.parseLong(numbered.group(5)) : 1;
        long last = said ? Long.parseLong(numbered.group(6)) : sizes[sizes.length - 1];
        long step = said ? Long.parseLong(numbered.group(7)) : 1;
        long most = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        if (step == 0 || (last - first) / step < 0 || (last - first) / step >= most) {
            throw header.malformed("its field '" + field + "' counts from " + first + " to " + last + " in steps of "
                    + step + " but must count as many files as there are slices");
        }
        List<String> names = new ArrayList<>();
        for (long number = first; step > 0 ? number <= last : number >= last; number += step) {
            names.add(numbered.group(1) + number(numbered, number) + numbered.group(4));
        }
        return names;
    }

    /** As C prints it: filled up with zeros or blanks to a width. */
    private static String number(Matcher numbered, long number) {
        String width = numbered.group(3).isEmpty() || numbered.group(3).equals("0") ? "" : numbered.group(3);
        String zeros = width.isEmpty() ? "" : numbered.group(2);
        return String.format(Locale.ROOT, "%" + zeros + width + "d", number);
    }

    private static void requireFit(TextHeader header, String field, int files, int axes, long[] sizes)
            throws MalformedFileException {
        boolean whole = axes == sizes.length;
        long wanted = axes < 1 || axes > sizes.length
                ? -1
                : Arrays.stream(sizes, axes, sizes.length).reduce(1, (a, b) -> a * b);
        boolean fit = whole ? files > 0 && sizes[axes - 1] % files == 0 : files == wanted;
        if (!fit) {
            throw header.malformed("its field '" + field + "' names " + files + " files of " + axes
                    + " axes each, which does not fit its sizes " + Arrays.toString(sizes));
        }
    }
}
