package org.lesionlens.cohort;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.lesionlens.volume.UsageException;

/**
 * Which files and folders of a cohort are wanted, as in a shell: {@code *}, {@code ?}, {@code **}, {@code {a,b}}.
 *
 * <p>A glob without a slash is about the last name of a path, one with a slash about the path from the cohort's folder.
 *
 * @param include what a case must match one of; all if there is none
 * @param exclude what neither a case nor a folder above it may match
 */
record PathGlobs(List<String> include, List<String> exclude) {
    static final PathGlobs ALL = new PathGlobs(List.of(), List.of());

    /**
     * Checks the globs.
     *
     * @throws UsageException if one cannot be understood
     */
    PathGlobs {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        include.forEach(PathGlobs::matcher);
        exclude.forEach(PathGlobs::matcher);
    }

    private static PathMatcher matcher(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new UsageException(
                    "the glob \"" + glob + "\" is wrong (" + e.getDescription() + "): write it like \"*_t1.nii.gz\"");
        }
    }

    boolean includes(Path relative) {
        return include.isEmpty() || matchesOne(include, relative);
    }

    boolean excludes(Path relative) {
        return matchesOne(exclude, relative);
    }

    boolean isEmpty() {
        return include.isEmpty() && exclude.isEmpty();
    }

    private static boolean matchesOne(List<String> globs, Path relative) {
        return globs.stream()
                .anyMatch(glob -> matcher(glob).matches(glob.contains("/") ? relative : relative.getFileName()));
    }
}
