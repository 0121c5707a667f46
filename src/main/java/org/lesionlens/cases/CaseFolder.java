package org.lesionlens.cases;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.file.Removal;
import org.lesionlens.volume.UsageException;

/** A folder of results that appears whole or not at all: filled under a temporary name, renamed at the end. */
public final class CaseFolder implements AutoCloseable {
    /** What marks a folder as one of results, which may be replaced. */
    public static final String SIDECAR = "analysis.json";

    private static final String REPLACED = "replaced";
    private static final Pattern TEMPORARY_FOLDER = Pattern.compile("\\.(.+?)(\\.old)?\\.[0-9]+");
    private static final Pattern TEMPORARY_FILE = Pattern.compile(
            "\\.(lesions\\.csv|boxes\\.csv|cases\\.csv|batch_status\\.csv|report\\.html|\\.thumbnails\\.tsv)\\.[0-9a-f-]{36}\\.tmp");

    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path target;
    private final boolean overwrite;
    private final Path temporary;
    private boolean kept;

    /** @throws IOException if the output folder cannot be written */
    public CaseFolder(Path output, String name, boolean overwrite) throws IOException {
        this.target = output.toAbsolutePath().resolve(name);
        this.overwrite = overwrite;
        AtomicFile.createFolder(target.getParent());
        this.temporary = Files.createTempDirectory(target.getParent(), "." + name + ".");
    }

    /** @throws IOException if the folder, or the nearest one above that is there, cannot be written */
    public static void requireWritable(Path output) throws IOException {
        Path there = output.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new NotDirectoryException(there.toString());
        }
        if (!Files.isWritable(there)) {
            throw new AccessDeniedException(there.toString());
        }
    }

    /** @throws UsageException if the output is a file */
    public static void requireFolder(Path output) {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new UsageException("--output " + output + " is a file: name a folder");
        }
    }

    /** Where inputs really lie, as far as they can be followed. */
    public static List<Path> realPaths(List<Path> inputs) {
        List<Path> real = new ArrayList<>();
        for (Path input : inputs) {
            try {
                real.add(input.toRealPath());
            } catch (IOException e) {
                real.add(input.toAbsolutePath().normalize()); // reading it says what is wrong with it
            }
        }
        return real;
    }

    /**
     * Removes what runs that were killed have left in an output folder; for the run that has its lock.
     *
     * @param names of cases; folders of others are not touched
     * @return what cannot be removed, which is in nobody's way
     */
    public static List<Path> removeLeftovers(Path output, Set<String> names) throws IOException {
        List<Path> stuck = new ArrayList<>();
        for (Path entry : leftovers(output, names)) {
            try {
                Removal.of(entry);
            } catch (IOException e) {
                stuck.add(entry);
            }
        }
        return stuck;
    }

    /**
     * Mends what a process left that was killed while it replaced a folder of results: older results get their name back where
     * the new ones did not get it, and what is left over goes. For whoever has a lock on the case.
     *
     * @return what cannot be removed, which is in nobody's way
     */
    public static List<Path> mend(Path output, String name) throws IOException {
        Path target = output.resolve(name);
        for (Path entry : leftovers(output, Set.of(name))) {
            Path old = entry.resolve(REPLACED);
            if (!Files.exists(target) && Files.exists(old)) {
                Files.move(old, target);
            }
        }
        return removeLeftovers(output, Set.of(name));
    }

    /** What {@link #removeLeftovers} would remove. */
    public static List<Path> leftovers(Path output, Set<String> names) throws IOException {
        List<Path> hidden;
        try (Stream<Path> entries = Files.list(output)) {
            hidden = entries.filter(entry -> entry.getFileName().toString().startsWith("."))
                    .toList();
        }
        return hidden.stream().filter(entry -> isLeftover(entry, names)).toList();
    }

    private static boolean isLeftover(Path entry, Set<String> names) {
        Matcher folder = TEMPORARY_FOLDER.matcher(entry.getFileName().toString());
        Matcher file = TEMPORARY_FILE.matcher(entry.getFileName().toString());
        return file.matches() || folder.matches() && names.contains(folder.group(1)) && Files.isDirectory(entry);
    }

    /**
     * Only older results may be replaced, and never what is to be read.
     *
     * @param inputs where they {@linkplain #realPaths really lie}
     * @throws UsageException if the case's folder is there and may not be replaced
     */
    public static void requireFree(Path target, boolean overwrite, List<Path> inputs) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!overwrite) {
            throw new UsageException(
                    target
                            + " is there already: choose another folder of results (--output), or replace older ones (--overwrite)");
        }
        if (!Files.exists(target.resolve(SIDECAR))) {
            throw new UsageException(target
                    + " is there already and no folder of results, so it is not replaced: choose another --output");
        }
        Path real = target.toRealPath();
        for (Path input : inputs) {
            if (overlap(real, input)) {
                throw new UsageException(target + " would replace the input " + input + ": choose another --output");
            }
        }
    }

    private static boolean overlap(Path a, Path b) {
        return a.startsWith(b) || b.startsWith(a);
    }

    /** Where the results are to be written. */
    public Path path() {
        return temporary;
    }

    /**
     * Gives the folder its name, in place of older results if that is wanted.
     *
     * @throws IOException if it cannot be done; then older results are as they were
     */
    public void publish() throws IOException {
        publish(keep(), target, overwrite);
    }

    /** Closing leaves the folder there, whole but under its temporary name. */
    Path keep() throws IOException {
        makeReadable();
        force();
        kept = true;
        return temporary;
    }

    /**
     * Gives a folder that was {@linkplain #keep kept} its name, in place of older results if that is wanted.
     *
     * @throws IOException if it cannot be done; then older results are as they were, and the new ones are gone
     */
    public static void publish(Path temporary, Path target, boolean overwrite) throws IOException {
        try {
            if (overwrite && Files.exists(target.resolve(SIDECAR))) {
                replace(temporary, target);
            } else {
                Files.move(temporary, target);
            }
        } catch (IOException e) {
            discard(temporary, e);
            throw e;
        }
    }

    /** What cannot be removed now is removed by the next run. */
    private static void discard(Path temporary, IOException reason) {
        try {
            Removal.of(temporary);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static void replace(Path temporary, Path target) throws IOException {
        Path aside = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + ".old.");
        Path old = aside.resolve(REPLACED);
        try {
            Files.move(target, old);
            moveOrPutBack(temporary, target, old);
        } catch (IOException e) {
            discard(aside, e);
            throw e;
        }
        try {
            Removal.of(aside);
        } catch (IOException e) {
            // the new results are there: what is left of the old ones is removed by the next run
        }
    }

    private static void moveOrPutBack(Path temporary, Path target, Path old) throws IOException {
        try {
            Files.move(temporary, target);
        } catch (IOException e) {
            Files.move(old, target);
            throw e;
        }
    }

    /** What has its name has its content too, even if the machine stops. */
    private void force() throws IOException {
        List<Path> files;
        try (Stream<Path> listing = Files.walk(temporary)) {
            files = listing.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    /** A temporary folder is for its owner alone; results have the rights of the folder that they lie in. */
    private void makeReadable() throws IOException {
        if (Files.getFileStore(temporary).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> rights = EnumSet.copyOf(OWNER);
            rights.addAll(Files.getPosixFilePermissions(temporary.getParent()));
            Files.setPosixFilePermissions(temporary, rights);
        }
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        if (!kept) {
            Removal.of(temporary);
        }
    }
}
