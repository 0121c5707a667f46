package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lesionlens.volume.UsageException;

/**
 * How the files of cases are called, as {@code sub/{case}_seg.nii.gz}, from a folder on.
 *
 * <p>{@code {case}} stands for the name of the case, the longest that fits, and may come again; {@code *} for anything; neither
 * goes beyond a slash. All else stands for itself.
 */
public final class NamePattern {
    private static final String CASE = "{case}";
    private static final String EXAMPLE = ": write it like \"{case}_seg.nii.gz\" or \"{case}/mask.nii.gz\"";
    private static final Pattern WORD = Pattern.compile("\\{case}|\\*|[^{*]+|\\{");

    private final String text;
    private final Pattern path;
    private final int depth;

    private NamePattern(String text, Pattern path, int depth) {
        this.text = text;
        this.path = path;
        this.depth = depth;
    }

    /**
     * Understands a pattern.
     *
     * @throws UsageException if it does not say where the case's name stands, or leads out of the folder
     */
    public static NamePattern parse(String text) {
        String plain = text.strip().replace('\\', '/');
        List<String> names = List.of(plain.split("/", -1));
        if (!plain.contains(CASE)) {
            throw new UsageException(
                    "the pattern \"" + text + "\" does not say with {case} where the name of a case stands" + EXAMPLE);
        }
        if (names.contains("..") || names.contains(".") || names.contains("")) {
            throw new UsageException("the pattern \"" + text + "\" does not lead from the folder into it" + EXAMPLE);
        }
        return new NamePattern(text.strip(), Pattern.compile(regex(plain)), names.size());
    }

    private static String regex(String plain) {
        StringBuilder regex = new StringBuilder();
        Matcher word = WORD.matcher(plain);
        boolean again = false;
        while (word.find()) {
            switch (word.group()) {
                case CASE -> {
                    regex.append(again ? "\\k<case>" : "(?<case>[^/]+)");
                    again = true;
                }
                case "*" -> regex.append("[^/]*?");
                default -> regex.append(Pattern.quote(word.group()));
            }
        }
        return regex.toString();
    }

    /**
     * What a folder holds of it, by the name of the case.
     *
     * @throws UsageException if two are of one case
     */
    public SortedMap<String, Path> in(Path folder) throws IOException {
        SortedMap<String, Path> found = new TreeMap<>();
        for (Path file : candidates(folder)) {
            Matcher name = path.matcher(relative(folder, file));
            if (name.matches()) {
                Path other = found.put(name.group("case"), file);
                if (other != null) {
                    throw new UsageException("of the case " + name.group("case") + " there are "
                            + relative(folder, other) + " and " + relative(folder, file) + " in " + folder
                            + ", and the pattern \"" + text + "\" fits both: say more of the name");
                }
            }
        }
        return found;
    }

    /** What the file of a case would be called. */
    String of(String name) {
        return text.replace('\\', '/').replace(CASE, name);
    }

    private List<Path> candidates(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (folder.relativize(file).getNameCount() == depth) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            /** What is gone since its folder was listed is no case, nor is a link to a folder that it lies in. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
                boolean gone = error instanceof NoSuchFileException && !file.equals(folder);
                if (gone || error instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE;
                }
                throw error;
            }
        });
        found.sort(null);
        return found;
    }

    private static String relative(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    @Override
    public String toString() {
        return text;
    }
}
